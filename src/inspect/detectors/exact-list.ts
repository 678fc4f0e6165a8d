import { readExactList } from '../lists/exact-list.ts';
import { HASH_BEGIN, hashUnits } from '../lists/word-hash.ts';
import { isWord, REACH, textOf } from '../text/units.ts';
import { type Detector, DetectorFault, type DetectorSpec } from './detector.ts';

/** Values of a list of hashes, whatever stands between their letters and digits. */
export function exactList({ id, list }: DetectorSpec): Detector {
  if (list === undefined) throw new DetectorFault(`${id}: exact-list needs a list`);
  const known = readExactList(list);
  return {
    trigger: {
      on: 'word',
      open() {
        /** Hashes of the last one, two, three … words as one. */
        let ending: number[] = [];
        return {
          word(units, from, to) {
            const hashes = [HASH_BEGIN, ...ending]
              .slice(0, known.words)
              .map((begin) => hashUnits(begin, units, from, to));
            ending = hashes;
            for (let words = hashes.length; words > 0; words--) {
              if (!known.maybe(hashes[words - 1]!)) continue;
              const begin = wordsBack(units, to, words);
              if (known.has(textOf({ units, start: 1, end: to }, begin, to))) return to - begin;
            }
            return undefined;
          },
          end() {
            ending = [];
            return 0;
          },
        };
      },
    },
  };
}

/** Where the last `count` words before `to` begin. */
function wordsBack(units: Uint16Array, to: number, count: number): number {
  const first = Math.max(1, to - REACH);
  let at = to;
  for (let words = 0; words < count; words++) {
    while (at > first && !isWord(units[at - 1]!)) at--;
    while (at > first && isWord(units[at - 1]!)) at--;
  }
  return at;
}
