/** For how long, in milliseconds, a connection may be idle and then carry what can be sent twice, and what cannot. */
export interface Kept {
  readonly any: number;
  readonly once: number;
  /** Whether the server counts what a connection carries, as Apache does. */
  readonly isCounted: boolean;
}

/** What may pass between the server's clock and ours. */
const MARGIN = 1000;
const LONGEST = 15_000;
/**
 * Where the server does not say. Servers end idle connections after two seconds and more, and a request that meets the end on its way is
 * lost (RFC 9112 section 9.3.1).
 */
export const UNSAID: Kept = { any: 4000, once: 1000, isCounted: false };

/** What the field `Keep-Alive` of an answer says (RFC 2068 section 19.7.1.1). `headers` are undici's raw ones. */
export function keptFor(headers: readonly (Buffer | string)[]): Kept {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (String(headers[at]).toLowerCase() !== 'keep-alive') continue;
    const field = String(headers[at + 1]);
    const isCounted = /(?:^|[\s,;])max\s*=/i.test(field);
    const [, seconds] = /(?:^|[\s,;])timeout\s*=\s*"?(\d+)/i.exec(field) ?? [];
    if (seconds === undefined) return { ...UNSAID, isCounted };
    const said = Math.min(Number(seconds) * 1000 - MARGIN, LONGEST);
    return { any: said, once: said, isCounted };
  }
  return UNSAID;
}
