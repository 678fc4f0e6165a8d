import type { Splice } from '../../model/rewriter.ts';
import { decode, encodeSplices } from '../splice/decoded.ts';
import { difference, moved } from '../splice/difference.ts';
import type { MapUrl } from '../url.ts';

/** RFC 8259 section 7. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|[\s\S])/gi;
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Maps every string of a JSON text that is a URL with an authority: import maps and speculation rules, keys included. */
export function jsonUrlSplices(json: string, url: MapUrl): readonly Splice[] {
  const splices: Splice[] = [];
  for (let quote = json.indexOf('"'); quote >= 0; ) {
    let end = quote + 1;
    while (end < json.length && json.charAt(end) !== '"') end += json.charAt(end) === '\\' ? 2 : 1;
    if (end >= json.length) break;
    const string = decode(json.slice(quote + 1, end), ESCAPE, unescapeJson);
    const changes = difference(string.text, url(string.text));
    splices.push(...moved(encodeSplices(string, changes, escapeJson), quote + 1));
    quote = json.indexOf('"', end + 1);
  }
  return splices;
}

function unescapeJson(match: string): string {
  const char = match.charAt(1);
  return match.length === 6 ? String.fromCharCode(Number.parseInt(match.slice(2), 16)) : (SHORT[char] ?? char);
}

function escapeJson(text: string): string {
  return text.replace(/["\\\0-\x1f]|[^\0-\xff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
