import { isWord } from '../text/units.ts';
import { type Detector, DetectorFault, type DetectorSpec } from './detector.ts';

/** Words and phrases of a list, in any case; as whole words unless `partial`. */
export function keywords({ id, words, partial = false }: DetectorSpec): Detector {
  if (words === undefined || words.length === 0) throw new DetectorFault(`${id}: keywords needs words`);
  return {
    trigger: {
      on: 'words',
      words,
      find({ units }, from, to) {
        const inside =
          (isWord(units[from]!) && isWord(units[from - 1]!)) || (isWord(units[to - 1]!) && isWord(units[to]!));
        return inside && !partial ? undefined : { from, to };
      },
    },
  };
}
