import type { Fact, Facts } from '../../model/decision.ts';
import { createPieceFinder } from '../piece-finder.ts';
import { invert, type Sieve, union } from '../sieve.ts';
import { compileGlob, lowerAll, lowered } from './glob.ts';

/**
 * The sieve of tests that are false unless a text of the facts fits one of their patterns, both in lower case. A pattern is tried once
 * however many tests have it, and only where a piece of it is in a text.
 */
export function byPatterns<Values>(
  patternsOf: (values: Values) => readonly string[],
  textsOf: (facts: Facts) => Fact<readonly string[]>,
): Sieve<Values> {
  return {
    marks: (values) => patternsOf(values).map((pattern) => (piecesOf(pattern).length === 0 ? '' : pattern)),
    // More than one is a text that can be read in several ways.
    isExact: (facts) => textsOf(facts)?.length === 1,
    build(tests) {
      const having = [...invert(tests.map(patternsOf))];
      const patterns = having.map(([pattern, numbers]) => ({ fits: compileGlob(pattern), numbers }));
      const pieces = having.map(([pattern]) => piecesOf(pattern));
      const shared = new Map<string, number>();
      for (const piece of pieces.flat()) shared.set(piece, (shared.get(piece) ?? 0) + 1);
      const withPiece = invert(pieces.map((own) => [rarest(own, shared)]));
      const always = withPiece.get('') ?? [];
      const sought = [...withPiece.keys()].filter((piece) => piece !== '');
      const lists = sought.map((piece) => withPiece.get(piece)!);
      const find = createPieceFinder(sought);
      return (facts) => {
        const texts = textsOf(facts);
        if (texts === undefined) return undefined;
        if (texts.length === 0) return [];
        const found = new Set<number>();
        for (const text of texts) find(text, (piece) => found.add(piece));
        const tried = union([always, ...[...found].map((piece) => lists[piece]!)]).map((index) => patterns[index]!);
        return union(tried.filter(({ fits }) => texts.some(fits)).map(({ numbers }) => numbers));
      };
    },
  };
}

/** The sieve of tests of one text; false: there is none. */
export function byGlobs(textOf: (facts: Facts) => Fact<string> | false): Sieve<readonly string[]> {
  return byPatterns(lowerAll, (facts) => {
    const text = textOf(facts);
    return text === undefined ? undefined : text === false ? [] : [lowered(text)];
  });
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
