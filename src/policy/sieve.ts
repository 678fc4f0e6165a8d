import type { Fact, Facts } from '../model/decision.ts';

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
  /** Whether, of these facts, what it names is true: then no test need be asked. */
  readonly isExact?: (facts: Facts) => boolean;
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
    ...(exact ? { isExact: () => true } : {}),
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

/** For each key who has it. */
export function invert(keys: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const numbersOf = new Map<string, number[]>();
  for (const [number, own] of keys.entries())
    for (const key of new Set(own)) {
      const numbers = numbersOf.get(key);
      if (numbers) numbers.push(number);
      else numbersOf.set(key, [number]);
    }
  return numbersOf;
}

/** Numbers of all lists, each once. */
export function union(lists: readonly (readonly number[])[]): readonly number[] {
  const filled = lists.filter((list) => list.length > 0);
  return filled.length < 2 ? (filled[0] ?? []) : [...new Set(filled.flat())];
}
