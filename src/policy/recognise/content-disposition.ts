/** What a Content-Disposition says. `attachment` for every type but `inline` (RFC 6266 section 4.2). */
export interface Disposition {
  readonly attachment: boolean;
  readonly filename: string | undefined;
}

/**
 * Reads a Content-Disposition field as browsers do, leniently: RFC 6266 with RFC 8187 `filename*`, RFC 2231
 * continuations, RFC 2047 words, unquoted and unterminated values. Node gives header bytes as latin1, so UTF-8 written
 * raw is recovered. A field that is not understood counts as an attachment: a download missed is the worse error.
 */
export function parseContentDisposition(value: string): Disposition {
  const type = /^\s*([^\s;=]*)/.exec(value)?.[1]?.toLowerCase() ?? '';
  const parameters = parametersOf(value.slice(value.indexOf(';') < 0 ? value.length : value.indexOf(';')));
  const filename = extended(parameters.get('filename*')) ?? continued(parameters) ?? plain(parameters.get('filename'));
  return { attachment: type !== 'inline', filename };
}

function parametersOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name, quoted, token] of text.matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs)) {
    const key = name!.toLowerCase();
    if (!found.has(key)) found.set(key, quoted === undefined ? (token ?? '').trim() : quoted.replace(/\\(.)/gs, '$1'));
  }
  return found;
}

/** RFC 8187: `charset'language'percent-encoded`. */
function extended(value: string | undefined): string | undefined {
  const match = /^([^']*)'[^']*'(.*)$/s.exec(value ?? '');
  return match ? percentDecoded(match[2]!, match[1]!.toLowerCase()) : undefined;
}

/** RFC 2231 section 3: `filename*0`, `filename*1*`, … joined in order. */
function continued(parameters: ReadonlyMap<string, string>): string | undefined {
  let joined = '';
  for (let part = 0; part < 1000; part++) {
    const raw = parameters.get(`filename*${part}`);
    const coded = parameters.get(`filename*${part}*`);
    if (raw === undefined && coded === undefined) break;
    joined += raw ?? percentDecoded(coded!.replace(/^[^']*'[^']*'/, ''), 'utf-8') ?? '';
  }
  return joined === '' ? undefined : joined;
}

function plain(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (/^[\0-\x7f]*$/.test(value))
    return /%[0-9a-f]{2}/i.test(value) ? (percentDecoded(value, 'utf-8') ?? value) : value;
  return bytesDecoded([...value].map((char) => char.charCodeAt(0) & 0xff)) ?? value;
}

function percentDecoded(text: string, charset: string): string | undefined {
  const latin = text.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return charset === 'iso-8859-1' ? latin : bytesDecoded([...latin].map((char) => char.charCodeAt(0) & 0xff));
}

/** UTF-8 bytes as text; undefined when they are not UTF-8. Written out, because this folder has no TextDecoder. */
function bytesDecoded(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}
