import assert from 'node:assert/strict';
import { inspect, isDeepStrictEqual } from 'node:util';
import { countValues, differing, type PageCase } from './page-case.ts';

/** What one run of a page gave. */
export interface Run {
  readonly answer: { readonly value?: unknown; readonly threw?: string };
  /** Console errors and uncaught exceptions, suffix hosts as the origin's. */
  readonly errors: readonly string[];
  readonly requests: readonly string[];
}

/** One run of a page at home and through the gateway. */
export interface RunOnBoth {
  readonly bare: Run;
  readonly through: Run;
}

/**
 * Throws where a page through the gateway differs from the bare one. The last run is what counts for the bare page: those before
 * it are the ones in which it failed. Through the gateway each run counts, unless it failed just as the bare one beside it.
 * Gives how many assertions that was.
 */
export function compareRuns(
  runs: readonly [RunOnBoth, ...RunOnBoth[]],
  { expect }: Pick<PageCase, 'expect'>,
  isInside: (url: string) => boolean,
): number {
  const { bare } = runs.at(-1)!;
  assert.equal(bare.answer.threw, undefined, 'the bare page must not throw');
  assert.notEqual(bare.answer.value, undefined, 'the page must return something');
  if (expect !== undefined) assert.deepEqual(bare.answer.value, expect, 'what the bare page gives');
  for (const { bare: beside, through } of runs) {
    const outside = through.requests.filter((url) => /^(https?|wss?):/.test(url) && !isInside(url));
    assert.deepEqual(outside, [], 'requests that leave the gateway');
    assert.deepEqual(notIn(through.errors, [...bare.errors, ...(beside === bare ? [] : beside.errors)]), [], ERRORS);
    const { threw, value } = through.answer;
    if (threw !== undefined && firstLine(threw) === firstLine(beside.answer.threw)) continue;
    assert.equal(threw, undefined, 'the page throws behind the gateway only');
    assertAlike(value, bare.answer.value);
  }
  return countValues(bare.answer.value);
}

const ERRORS = 'errors that the bare page does not have';

/** Lines that a person reads: to set out thousands of them side by side takes all memory there is. */
const SHOWN = 40;

/** Throws where two answers differ, and shows where that begins. */
export function assertAlike(value: unknown, expected: unknown): void {
  if (isDeepStrictEqual(value, expected)) return;
  const lines = (one: unknown, other: unknown): string[] =>
    inspect(differing(one, other), { depth: null, maxArrayLength: null, breakLength: 160 }).split('\n');
  const [found, wanted] = [lines(value, expected), lines(expected, value)];
  const at = Math.max(0, found.findIndex((line, place) => line !== wanted[place]) - 2);
  assert.deepEqual(found.slice(at, at + SHOWN), wanted.slice(at, at + SHOWN));
  assert.fail('the answers differ in what does not show');
}

/** Each of the errors as often as it is not among the known ones. */
function notIn(errors: readonly string[], known: readonly string[]): readonly string[] {
  const left = [...known];
  return errors.filter((error) => {
    const at = left.indexOf(error);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The error without its stack, which names other lines behind the gateway. */
function firstLine(threw: string | undefined): string | undefined {
  return threw?.split('\n')[0];
}
