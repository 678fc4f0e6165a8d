/**
 * A port may be spelled in many ways: `:8443`, `:08443`, `:008443`, and a default one also as nothing or as `:`. So that a
 * URL comes back exactly as an app wrote it, the nth spelling of the origin's port becomes the nth of the suffix port:
 * `https://wiki.corp.test:443/` is `…mcas.localhost:008443`, which a browser reads as 8443 (WHATWG URL, "port state").
 */
export interface Port {
  readonly number: number;
  /** Whether a URL of the scheme may leave it out. */
  readonly isDefault: boolean;
}

/** `text` is a spelling of `from`; the answer is the same spelling of `to`. Both with their colon, or empty. */
export function respellPort(text: string, from: Port, to: Port): string {
  return spelling(ordinal(text, from), to);
}

/** -1 for how a URL serializer writes it, then 0, 1, 2 … */
function ordinal(text: string, { number, isDefault }: Port): number {
  if (!isDefault) return text.length - `:${number}`.length - 1;
  return text.length < 2 ? text.length - 1 : text.length - `:${number}`.length + 1;
}

function spelling(ordinal: number, { number, isDefault }: Port): string {
  if (!isDefault) return `:${'0'.repeat(ordinal + 1)}${number}`;
  if (ordinal < 1) return ordinal < 0 ? '' : ':';
  return `:${'0'.repeat(ordinal - 1)}${number}`;
}
