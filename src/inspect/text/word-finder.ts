import { DetectorFault } from '../detectors/detector.ts';
import { foldText } from './fold.ts';
import { createReading, type WordHits } from './word-reading.ts';

/** Units of all words together; each is a row of the table at worst. */
const MAX_UNITS = 400_000;

/** What ends in a state: words, and perhaps a sign. */
interface Ending {
  readonly row: number;
  readonly words: readonly number[];
  readonly isSign: boolean;
}

/**
 * Finds every occurrence of many words in one pass (Aho and Corasick, CACM 18:6, 1975), whatever the case, one table look-up a unit.
 * The table is full: rows of states by classes of units, where a class is a unit that occurs in some word and 0 is all others.
 * Single signs that others look for are words of their own in it, so that nobody reads the text again for them.
 */
export interface WordFinder {
  /** Reads `[from, to)` in `state` and gives the new state. */
  read(state: number, units: Uint16Array, from: number, to: number, hits: WordHits): number;
  /** Length of each word, folded. */
  readonly lengths: readonly number[];
}

export function createWordFinder(words: readonly string[], signs = ''): WordFinder {
  const folded = [...words.map(foldText), ...signs];
  const classes = new Uint16Array(0x10000);
  let width = 1;
  let units = 0;
  for (const word of folded) {
    if (word === '') throw new DetectorFault('a word of a list is empty');
    units += word.length;
    for (const character of word.split(''))
      if (classes[character.charCodeAt(0)] === 0) classes[character.charCodeAt(0)] = width++;
  }
  if (units > MAX_UNITS) throw new DetectorFault(`a word list is longer than ${MAX_UNITS} characters`);
  if (width > 4000) throw new DetectorFault('a word list uses more than 4000 characters');

  // Trie.
  const next: Map<number, number>[] = [new Map()];
  const ending: number[][] = [[]];
  for (const [index, word] of folded.entries()) {
    let state = 0;
    for (let at = 0; at < word.length; at++) {
      const kind = classes[word.charCodeAt(at)]!;
      let to = next[state]!.get(kind);
      if (to === undefined) {
        to = next.push(new Map()) - 1;
        ending.push([]);
        next[state]!.set(kind, to);
      }
      state = to;
    }
    ending[state]!.push(index);
  }
  if (next.length * width > 64e6)
    throw new DetectorFault('a word list uses too many different characters for its length');

  // Breadth first: a state's row is its fall-back's row with its own steps over it. States are numbers of rows, times the width.
  const table = new Int32Array(next.length * width);
  const fallBack = new Int32Array(next.length);
  const queue = [0];
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    const back = fallBack[state]!;
    if (state !== 0) {
      table.copyWithin(state * width, back * width, (back + 1) * width);
      ending[state]!.push(...ending[back]!);
    }
    for (const [kind, to] of next[state]!) {
      fallBack[to] = state === 0 ? 0 : table[back * width + kind]! / width;
      queue.push(to);
    }
    for (const [kind, to] of next[state]!) table[state * width + kind] = to * width;
  }
  // What ends in a state, by the number that the table has for it.
  const endings: Ending[] = [];
  const numbers = new Int32Array(next.length).fill(-1);
  for (const [state, found] of ending.entries()) {
    if (found.length === 0) continue;
    const ended = found.filter((word) => word < words.length);
    numbers[state] = endings.push({ row: state * width, words: ended, isSign: ended.length < found.length }) - 1;
  }
  // Upper case reads as lower case does.
  for (let unit = 0; unit < 0x10000; unit++) {
    const lower = String.fromCharCode(unit).toLowerCase();
    if (lower.length === 1 && classes[unit] === 0) classes[unit] = classes[lower.charCodeAt(0)]!;
  }
  // A step to a state that ends a word is the complement of the ending's number, so that the loop has one test and no second table.
  for (let at = 0; at < table.length; at++) {
    const number = numbers[table[at]! / width]!;
    if (number >= 0) table[at] = ~number;
  }
  const lengths = folded.slice(0, words.length).map((word) => word.length);
  const rows = Int32Array.from(endings, ({ row }) => row);
  return {
    lengths,
    read: createReading({ table, classes, rows, longest: Math.max(1, ...new Set(lengths)) }, (number, at, hits) => {
      const { words: ended, isSign } = endings[number]!;
      if (isSign) hits.sign(at);
      for (let each = 0; each < ended.length; each++) hits.word(ended[each]!, at + 1);
    }),
  };
}
