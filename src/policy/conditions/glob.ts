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

/** A test of one text of the facts against patterns; one is enough. */
export function globs(patterns: readonly string[], textOf: (facts: Facts) => Fact<string>): (facts: Facts) => Level {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  return (facts) => {
    const text = textOf(facts)?.toLowerCase();
    if (text === undefined) return UNKNOWN;
    return lower.some((pattern) => fitsGlob(text, pattern)) ? TRUE : FALSE;
  };
}
