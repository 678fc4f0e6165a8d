import type { Splice } from '../../model/rewriter.ts';
import { decode, encodeSplices } from '../splice/decoded.ts';
import { difference, moved } from '../splice/difference.ts';
import type { MapUrl } from '../url.ts';

/** RFC 8259 section 7. */
const STRING = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/g;
const ESCAPE = /\\(?:u[0-9a-f]{4}|[\s\S])/gi;
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Maps every string of a JSON text that is a URL with an authority: import maps and speculation rules, keys included. */
export function jsonUrlSplices(json: string, url: MapUrl): readonly Splice[] {
  const splices: Splice[] = [];
  for (const match of json.matchAll(STRING)) {
    const string = decode(match[1] as string, ESCAPE, unescapeJson);
    const changes = difference(string.text, url(string.text));
    splices.push(...moved(encodeSplices(string, changes, escapeJson), match.index + 1));
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
