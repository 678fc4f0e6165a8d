import { isWord, type Span, type Text } from './units.ts';

/** Told of what was found: the value, and where it is in the whole text, in units as `position` counts them. */
export interface Finds {
  add(value: string, from: number, to: number): void;
  addMany(count: number): void;
}

export interface TextScanOptions {
  /** Units that the window holds; at least three times REACH. */
  readonly capacity?: number;
  /** Whether a find takes in the whole words that it touches, as far as MORE units. */
  readonly wholeWords?: boolean;
}

/** Units by which a find may grow to whole words, at either end. */
export const MORE = 256;

/** A find with the whole words that it touches. */
export function wholeWords({ units, end }: Text, { from: first, to: last }: Span): Span {
  let from = first;
  let to = last;
  for (const least = Math.max(1, from - MORE); from > least && isWord(units[from - 1]!) && isWord(units[from]!); )
    from--;
  for (const most = Math.min(end, to + MORE); to < most && isWord(units[to]!) && isWord(units[to - 1]!); ) to++;
  return { from, to };
}
