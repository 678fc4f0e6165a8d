import type { Splice } from '../../model/rewriter.ts';
import type { MapUrl } from '../url.ts';

/** The one splice that turns `before` into `after`: what lies between their common beginning and end. */
export function difference(before: string, after: string): readonly Splice[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < shorter - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return [{ start: head, end: before.length - tail, text: after.slice(head, after.length - tail) }];
}

/** Noncharacters: they mark the ends of a URL and can be told from every character of a document. */
const OPEN = '\uFDD0';
const CLOSE = '\uFDD1';

/**
 * The splices of a rewriter that maps each URL of a value, such as `rewriteSrcset`: what is between the URLs is not
 * touched. A value that holds the marks themselves is left alone.
 */
export function listSplices(
  value: string,
  url: MapUrl,
  rewrite: (value: string, map: MapUrl) => string,
): readonly Splice[] {
  if (value.includes(OPEN) || value.includes(CLOSE)) return [];
  const parts = rewrite(value, (each) => OPEN + each + CLOSE).split(/[\uFDD0\uFDD1]/);
  const splices: Splice[] = [];
  let at = 0;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (index % 2 === 1) splices.push(...moved(difference(part, url(part)), at));
    at += part.length;
  }
  return splices;
}

/** The same splices over a text in which theirs begins at `offset`. */
export function moved(splices: readonly Splice[], offset: number): readonly Splice[] {
  return offset === 0
    ? splices
    : splices.map(({ start, end, text }) => ({ start: start + offset, end: end + offset, text }));
}
