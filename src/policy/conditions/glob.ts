import type { Fact, Facts } from '../../model/decision.ts';
import { FALSE, type Level, TRUE, UNKNOWN } from '../truth.ts';

/**
 * Whether a text fits a pattern as a whole: `*` is any text, `?` one character, without regard to case. Greedy with one
 * step back to the last star, so the time is at most the product of the lengths whatever the pattern.
 */
export function fitsGlob(text: string, pattern: string): boolean {
  let [at, next, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next++;
      mark = at;
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === text[at])) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[next] === '*') next++;
  return next === pattern.length;
}

/** Whether a text in lower case fits a pattern. */
export type Glob = (lower: string) => boolean;

/** The forms that most patterns have are asked of the engine; of the others, a text without their longest piece need not be gone through. */
export function compileGlob(written: string): Glob {
  const pattern = foldCase(written);
  const pieces = pattern.split(/[*?]/);
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (pieces.length === 1) return (lower) => lower === pattern;
  if (pattern === `${first}*`) return (lower) => lower.startsWith(first);
  if (pattern === `*${last}`) return (lower) => lower.endsWith(last);
  const piece = pieces.reduce((longest, each) => (each.length > longest.length ? each : longest), '');
  if (pattern === `*${piece}*`) return (lower) => lower.includes(piece);
  return (lower) => lower.includes(piece) && fitsGlob(lower, pattern);
}

/** A test of one text of the facts against patterns; one is enough. No text, `false`, fits none. */
export function globs(
  patterns: readonly string[],
  textOf: (facts: Facts) => Fact<string> | false,
): (facts: Facts) => Level {
  const compiled = patterns.map(compileGlob);
  return (facts) => {
    const text = textOf(facts);
    if (text === undefined) return UNKNOWN;
    if (text === false) return FALSE;
    const lower = lowered(text);
    for (const fits of compiled) if (fits(lower)) return TRUE;
    return FALSE;
  };
}

/**
 * A text in lower case, its letters with accents each one character: macOS writes names of files with the accents apart, and they
 * are the same names (Unicode Standard Annex 15).
 */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

export function lowerAll(values: readonly string[]): readonly string[] {
  return values.map(foldCase);
}

let [lastText, lastLower] = ['', ''];

/** A text as patterns are. Hundreds of policies ask for the same one in turn. */
export function lowered(text: string): string {
  if (text !== lastText) [lastText, lastLower] = [text, foldCase(text)];
  return lastLower;
}
