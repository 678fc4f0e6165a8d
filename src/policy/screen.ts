import type { Leaf } from './leaf.ts';
import type { FALSE, TRUE } from './truth.ts';

/**
 * What must be for a condition to hold or to be unknown, without its negations: those stand at the tests, which De Morgan's laws
 * allow in Kleene's logic too. `all` of nothing is always so.
 */
export type Outline =
  /** Ruled out where the answer is the one named. */
  | { readonly leaf: Leaf; readonly unless: typeof FALSE | typeof TRUE }
  | { readonly all: readonly Outline[] }
  | { readonly any: readonly Outline[] };

/** An outline as a program of jumps, four numbers a test: its slot, the answer that rules it out, where to go on if it is not that, and if it is. */
export interface Screen {
  readonly begin: number;
  readonly steps: Int32Array;
}

/** Ends of a screen: the condition may hold, or it cannot. */
export const MAY_HOLD = -1;
export const RULED_OUT = -2;

/** Compiles an outline once its leaves have their slots. */
export function screenOf(outline: Outline): Screen {
  const steps: number[] = [];
  function add(part: Outline, so: number, notSo: number): number {
    if ('leaf' in part) return steps.push(part.leaf.slot, part.unless, so, notSo) - 4;
    if ('all' in part) return part.all.reduceRight((next, each) => add(each, next, notSo), so);
    return part.any.reduceRight((next, each) => add(each, so, next), notSo);
  }
  const begin = add(outline, MAY_HOLD, RULED_OUT);
  return { begin, steps: Int32Array.from(steps) };
}
