import type { Fact, Facts } from '../model/decision.ts';
import { createPieceFinder } from './piece-finder.ts';

/** Numbers of the tests that may come out other than false, each once; undefined: any of them may. */
export type Sift = (facts: Facts) => readonly number[] | undefined;

/**
 * Tells of all tests of one kind at once which of them are worth asking. It may name one too many, and never leaves out
 * one that is not false.
 */
export interface Sieve<Values> {
  /** What a test hangs on: the fewer tests share a mark, the better the sieve parts them. An empty mark parts nothing. */
  readonly marks: (values: Values) => readonly string[];
  readonly build: (tests: readonly Values[]) => Sift;
  /** Set where what it names is true: no test need be asked. */
  readonly exact?: true;
}

/** For tests that are false unless one of their words is among those of the facts. */
export function byWords<Values>(
  wordsOf: (values: Values) => readonly string[],
  factsOf: (facts: Facts) => Fact<readonly string[]>,
): Sieve<Values> {
  return {
    marks: wordsOf,
    build(tests) {
      const numbersOf = invert(tests.map(wordsOf));
      return (facts) => {
        const words = factsOf(facts);
        return words && union(words.map((word) => numbersOf.get(word) ?? []));
      };
    },
  };
}

/** For tests that are false unless a text of the facts fits one of their patterns. Both in lower case. */
export function byPatterns<Values>(
  patternsOf: (values: Values) => readonly string[],
  textsOf: (facts: Facts) => Fact<readonly string[]>,
): Sieve<Values> {
  return {
    marks: (values) => patternsOf(values).map((pattern) => (piecesOf(pattern).length === 0 ? '' : pattern)),
    build(tests) {
      const shared = new Map<string, number>();
      const patterns = tests.map(patternsOf);
      for (const piece of patterns.flat().flatMap(piecesOf)) shared.set(piece, (shared.get(piece) ?? 0) + 1);
      const numbersOf = invert(patterns.map((each) => each.map((pattern) => rarest(piecesOf(pattern), shared))));
      const always = numbersOf.get('') ?? [];
      const pieces = [...numbersOf.keys()].filter((piece) => piece !== '');
      const lists = pieces.map((piece) => numbersOf.get(piece)!);
      const find = createPieceFinder(pieces);
      return (facts) => {
        const texts = textsOf(facts);
        if (texts === undefined) return undefined;
        if (texts.length === 0) return [];
        const found = new Set<number>();
        for (const text of texts) find(text, (piece) => found.add(piece));
        return union([always, ...[...found].map((piece) => lists[piece]!)]);
      };
    },
  };
}

/**
 * For tests quickly asked one by one, once what all of them look at is worked out; undefined where it is not known. `exact` where the
 * answer is not only whether it may come out other than false.
 */
export function byEach<Values, Seen>(
  seenOf: (facts: Facts) => Fact<Seen>,
  testOf: (values: Values) => (seen: Seen) => boolean,
  exact?: 'exact',
): Sieve<Values> {
  return {
    ...(exact ? { exact: true } : {}),
    marks: (values) => [JSON.stringify(values)],
    build(all) {
      const tests = all.map(testOf);
      return (facts) => {
        const seen = seenOf(facts);
        if (seen === undefined) return undefined;
        const numbers: number[] = [];
        for (let number = 0; number < tests.length; number++) if (tests[number]!(seen)) numbers.push(number);
        return numbers;
      };
    },
  };
}

/** What stands for itself in a pattern of `*` and `?`. */
function piecesOf(pattern: string): readonly string[] {
  return pattern.split(/[*?]+/).filter((piece) => piece !== '');
}

/** The piece that fewest patterns share, of those the longest; empty where a pattern has none. */
function rarest(pieces: readonly string[], shared: ReadonlyMap<string, number>): string {
  const [first = ''] = pieces.toSorted((a, b) => shared.get(a)! - shared.get(b)! || b.length - a.length);
  return first;
}

function invert(keys: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const numbersOf = new Map<string, number[]>();
  for (const [number, own] of keys.entries())
    for (const key of new Set(own)) {
      const numbers = numbersOf.get(key);
      if (numbers) numbers.push(number);
      else numbersOf.set(key, [number]);
    }
  return numbersOf;
}

function union(lists: readonly (readonly number[])[]): readonly number[] {
  const filled = lists.filter((list) => list.length > 0);
  return filled.length < 2 ? (filled[0] ?? []) : [...new Set(filled.flat())];
}
