import type { Fact, Facts } from '../../model/decision.ts';
import { byPatterns, type Sieve } from '../sieve.ts';
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

/** A pattern and the longest piece of it that stands for itself: a text without the piece need not be gone through. */
interface Glob {
  readonly pattern: string;
  readonly piece: string;
}

function compileGlob(written: string): Glob {
  const pattern = foldCase(written);
  const pieces = pattern.split(/[*?]/);
  return { pattern, piece: pieces.reduce((longest, each) => (each.length > longest.length ? each : longest), '') };
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
    for (const { pattern, piece } of compiled) if (lower.includes(piece) && fitsGlob(lower, pattern)) return TRUE;
    return FALSE;
  };
}

/** The sieve of such tests. */
export function byGlobs(textOf: (facts: Facts) => Fact<string> | false): Sieve<readonly string[]> {
  return byPatterns(lowerAll, (facts) => {
    const text = textOf(facts);
    return text === undefined ? undefined : text === false ? [] : [lowered(text)];
  });
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
function lowered(text: string): string {
  if (text !== lastText) [lastText, lastLower] = [text, foldCase(text)];
  return lastLower;
}
