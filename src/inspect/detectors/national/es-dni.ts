import type { NumberRun } from '../../text/number-run.ts';
import { isLetter, isUpper, isWord } from '../../text/units.ts';
import { numberAt } from '../checks.ts';
import type { Detector } from '../detector.ts';

const LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** How many digits there are, and whether dots stand between thousands: `12345678`, `12.345.678`, and one digit less behind X, Y or Z. */
function written({ groups, separators }: NumberRun): { readonly length: number; readonly isDotted: boolean } {
  const [first = 0, second, third] = groups;
  const isDotted = first <= 2 && second === 3 && third === 3 && separators[0] === 0x2e && separators[1] === 0x2e;
  return { length: isDotted ? first + 6 : first, isDotted };
}

/** Eight digits and a letter (DNI), or X, Y, Z, seven digits and a letter (NIE): the letter is the rest by 23 (Real Decreto 1553/2005). */
export const esDni = (): Detector => ({
  trigger: {
    on: 'number',
    find(run) {
      const { units, end } = run.text;
      const { length, isDotted } = written(run);
      const foreign = length === 7;
      if (length !== 8 && !foreign) return undefined;
      let to = run.ends[length - 1]!;
      if ((units[to] === 0x2d || units[to] === 0x20) && to + 1 < end) to++;
      const letter = units[to]!;
      // `12.345.678 m` is a length.
      if (isDotted && units[to - 1] === 0x20 && !isUpper(letter)) return undefined;
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
