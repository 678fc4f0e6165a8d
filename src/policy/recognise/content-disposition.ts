import { base64Octets, decodeOctets, percentOctets } from './octets.ts';

/** What a Content-Disposition says. `attachment` for every type but `inline` (RFC 6266 section 4.2). */
export interface Disposition {
  readonly attachment: boolean;
  readonly filename: string | undefined;
}

/**
 * Reads a Content-Disposition field as browsers do, leniently: RFC 6266 with RFC 8187 `filename*`, RFC 2231
 * continuations, RFC 2047 words, unquoted and unterminated values. Node gives header bytes as latin1, so UTF-8 written
 * raw is recovered. A field without a type (empty, or a parameter in its place) is inline, as browsers have it; any
 * other type that is not understood counts as an attachment: a download missed is the worse error.
 */
export function parseContentDisposition(value: string): Disposition {
  const first = /^[^;]*/.exec(value)?.[0].trim() ?? '';
  const typeless = first === '' || /^[^\s"=]+\s*=/.test(first);
  const parameters = parametersOf(
    typeless ? `;${value}` : value.slice(value.indexOf(';') < 0 ? value.length : value.indexOf(';')),
  );
  const filename =
    extended(parameters.get('filename*')) ??
    continued(parameters) ??
    plain(parameters.get('filename')) ??
    plain(parameters.get('filename*')) ??
    plain(parameters.get('name'));
  return { attachment: !typeless && first.toLowerCase() !== 'inline', filename };
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
  const match = /^([^']*)'[^']*'(.+)$/s.exec(value ?? '');
  return match ? decodeOctets(percentOctets(match[2]!), match[1]!) : undefined;
}

/** RFC 2231 section 3: `filename*0`, `filename*1*`, … joined in order. */
function continued(parameters: ReadonlyMap<string, string>): string | undefined {
  let octets = '';
  let charset = 'utf-8';
  for (let part = 0; part < 1000; part++) {
    const raw = parameters.get(`filename*${part}`);
    const coded = parameters.get(`filename*${part}*`);
    if (raw === undefined && coded === undefined) break;
    const marked = part === 0 ? /^([^']*)'[^']*'/.exec(coded ?? '') : null;
    charset = marked?.[1] ?? charset;
    octets += raw ?? percentOctets(coded!.slice(marked?.[0].length ?? 0));
  }
  return octets === '' ? undefined : (decodeOctets(octets, charset) ?? octets);
}

function plain(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (/=\?[^?]+\?[bq]\?[^?]*\?=/i.test(value)) return encodedWords(value);
  return decodeOctets(percentOctets(value), 'utf-8') ?? value;
}

/** RFC 2047 section 2: `=?utf-8?B?…?=`, `=?utf-8?Q?…?=`. White space between two words is none (section 6.2). */
function encodedWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (whole, charset: string, coding: string, text: string) => {
      const octets =
        coding.toLowerCase() === 'b'
          ? base64Octets(text)
          : percentOctets(text.replaceAll('_', ' ').replaceAll('=', '%'));
      return decodeOctets(octets, charset) ?? whole;
    });
}
