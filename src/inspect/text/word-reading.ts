/** Told of what is found, in the order in which it ends. */
export interface WordHits {
  /** The word of this index ends before `end`. */
  word(index: number, end: number): void;
  /** One of the signs stands at `at`. */
  sign(at: number): void;
}

/** A full automaton: `table[row + class]` is the next row, or the complement of the number of an ending, which goes on in `rows[number]`. */
export interface Automaton {
  readonly table: Int32Array;
  readonly classes: Uint16Array;
  readonly rows: Int32Array;
  /** Length of the longest word. */
  readonly longest: number;
}

/** Units read between two reports. */
const BLOCK = 16_384;

/**
 * Runs an automaton over text. Each step waits for the one before it, and a processor has time for a second step meanwhile: a block is read
 * in two halves at once. A state says nothing of units farther back than the longest word, so that the second half can begin anywhere.
 * Endings are noted first and told afterwards, which keeps calls out of the loop.
 */
export function createReading(
  { table, classes, rows, longest }: Automaton,
  tell: (number: number, at: number, hits: WordHits) => void,
): (state: number, units: Uint16Array, from: number, to: number, hits: WordHits) => number {
  /** Places of endings and their numbers in turns, of either half. */
  const early = new Int32Array(BLOCK);
  const late = new Int32Array(BLOCK);

  function readBoth(state: number, units: Uint16Array, from: number, half: number, hits: WordHits): number {
    let first = state;
    let second = 0;
    for (let at = from + half - longest; at < from + half; at++) {
      second = table[second + classes[units[at]!]!]!;
      if (second < 0) second = rows[~second]!;
    }
    let earlyCount = 0;
    let lateCount = 0;
    for (let at = from, end = from + half; at < end; at++) {
      first = table[first + classes[units[at]!]!]!;
      second = table[second + classes[units[at + half]!]!]!;
      if ((first | second) >= 0) continue;
      if (first < 0) {
        early[earlyCount++] = at;
        early[earlyCount++] = ~first;
        first = rows[~first]!;
      }
      if (second < 0) {
        late[lateCount++] = at + half;
        late[lateCount++] = ~second;
        second = rows[~second]!;
      }
    }
    for (let each = 0; each < earlyCount; each += 2) tell(early[each + 1]!, early[each]!, hits);
    for (let each = 0; each < lateCount; each += 2) tell(late[each + 1]!, late[each]!, hits);
    return second;
  }

  return (state, units, from, to, hits) => {
    let row = state;
    let at = from;
    while (at < to) {
      const half = Math.min(to - at, BLOCK) >> 1;
      // The run-up must be worth it.
      if (half > 8 * longest) {
        row = readBoth(row, units, at, half, hits);
        at += 2 * half;
        continue;
      }
      const stop = Math.min(to, at + BLOCK);
      for (; at < stop; at++) {
        row = table[row + classes[units[at]!]!]!;
        if (row >= 0) continue;
        const number = ~row;
        row = rows[number]!;
        tell(number, at, hits);
      }
    }
    return row;
  };
}
