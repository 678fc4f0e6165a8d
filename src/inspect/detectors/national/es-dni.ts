import { isLetter, isWord } from '../../text/units.ts';
import { numberAt } from '../checks.ts';
import type { Detector } from '../detector.ts';

const LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Eight digits and a letter (DNI), or X, Y, Z, seven digits and a letter (NIE): the letter is the rest by 23 (Real Decreto 1553/2005). */
export const esDni = (): Detector => ({
  trigger: {
    on: 'number',
    find(run) {
      const { units, end } = run.text;
      const length = run.groups[0]!;
      const foreign = length === 7;
      if (length !== 8 && !foreign) return undefined;
      let to = run.ends[length - 1]!;
      if ((units[to] === 0x2d || units[to] === 0x20) && to + 1 < end) to++;
      const letter = units[to]!;
      if (!isLetter(letter) || to >= end || isWord(units[to + 1]!)) return undefined;
      let from = run.at;
      let value = numberAt(run.digits, 0, length);
      if (foreign) {
        if (units[from - 1] === 0x2d) from--;
        const series = 'XYZ'.indexOf(String.fromCharCode(units[--from]!).toUpperCase());
        if (series < 0 || isWord(units[from - 1]!)) return undefined;
        value += series * 10_000_000;
      } else if (isWord(run.before)) return undefined;
      const expected = LETTERS[value % 23];
      return String.fromCharCode(letter).toUpperCase() === expected ? { from, to: to + 1 } : undefined;
    },
  },
});
