import type { Splice } from '../../model/rewriter.ts';
import { type Decoded, decode, encodeSplices } from '../splice/decoded.ts';
import { difference, moved } from '../splice/difference.ts';

/** A string of a JSON text, read. Its place in the text is between the quotes. */
export interface JsonString {
  readonly text: string;
  readonly start: number;
  /** Names of the members that lead to it, outermost first; `*` for an item of an array. */
  readonly path: readonly string[];
  readonly isKey: boolean;
  /** Which object or array it stands in: a number that no other one of the text has. */
  readonly container: number;
  /** The splices that make `text` of it. */
  becomes(text: string): readonly Splice[];
}

/** RFC 8259 section 7. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|[\s\S])/gi;
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** Deeper than this nothing is read: no map, rule or manifest is. */
const DEPTH_LIMIT = 64;

/** Every string of a JSON text in its order, keys included. Of what is no JSON, what looks like its strings. Total. */
export function jsonStrings(json: string): readonly JsonString[] {
  const strings: JsonString[] = [];
  const open: { readonly isObject: boolean; readonly container: number; name: string; expectsKey: boolean }[] = [];
  let containers = 0;
  let at = 0;
  while (at < json.length) {
    const char = json.charAt(at);
    const inner = open[open.length - 1];
    if (char === '{' || char === '[') {
      if (open.length === DEPTH_LIMIT) return strings;
      const isObject = char === '{';
      open.push({ isObject, container: ++containers, name: isObject ? '' : '*', expectsKey: isObject });
    } else if (char === '}' || char === ']') open.pop();
    else if (char === ',' && inner) inner.expectsKey = inner.isObject;
    else if (char === '"') {
      const start = at + 1;
      let end = start;
      while (end < json.length && json.charAt(end) !== '"') end += json.charAt(end) === '\\' ? 2 : 1;
      if (end >= json.length) return strings;
      const read = decode(json.slice(start, end), ESCAPE, unescapeJson);
      const isKey = inner?.expectsKey ?? false;
      if (inner && isKey) {
        inner.name = read.text;
        inner.expectsKey = false;
      }
      strings.push({
        text: read.text,
        start,
        path: open.map(({ name }) => name),
        isKey,
        container: inner?.container ?? 0,
        becomes: (text) => changed(read, text, start),
      });
      at = end;
    }
    at++;
  }
  return strings;
}

function changed(read: Decoded, text: string, start: number): readonly Splice[] {
  return moved(encodeSplices(read, difference(read.text, text), escapeJson), start);
}

function unescapeJson(match: string): string {
  const char = match.charAt(1);
  return match.length === 6 ? String.fromCharCode(Number.parseInt(match.slice(2), 16)) : (SHORT[char] ?? char);
}

function escapeJson(text: string): string {
  return text.replace(/["\\\0-\x1f]|[^\0-\xff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
