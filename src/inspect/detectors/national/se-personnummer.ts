import { hasShape, type NumberRun, standsAlone } from '../../text/number-run.ts';
import { isDigit, isWord } from '../../text/units.ts';
import { isDay, luhn, numberAt } from '../checks.ts';
import type { Detector } from '../detector.ts';

const SHAPES = [[6, 4], [8, 4], [12], [10]] as const;

/** Personnummer: birth date (a coordination number adds 60 to the day), three digits and a Luhn digit over the last ten (SFS 1991:481). */
export function isPersonnummer(digits: Uint8Array, count: number): boolean {
  const from = count - 10;
  const day = numberAt(digits, from + 4, from + 6);
  if (from === 2 && ![18, 19, 20].includes(numberAt(digits, 0, 2))) return false;
  if (!isDay(numberAt(digits, 0, from + 2), numberAt(digits, from + 2, from + 4), day > 60 ? day - 60 : day))
    return false;
  return luhn(digits, from, 10);
}

const PLUS = 0x2b;

/** Of somebody of a hundred years or more; gives where it ends. A number is read up to its sign. */
function behindPlus({ text: { units }, at, before, count, digits }: NumberRun): number | undefined {
  const sign = at + count;
  if ((count !== 6 && count !== 8) || units[sign] !== PLUS || isWord(before) || isWord(units[sign + 5]!))
    return undefined;
  const last = units.subarray(sign + 1, sign + 5);
  if (!last.every(isDigit)) return undefined;
  return isPersonnummer(Uint8Array.from([...digits.subarray(0, count), ...last.map((unit) => unit - 48)]), count + 4)
    ? sign + 5
    : undefined;
}

/** The separator becomes `+` in the year one turns a hundred. */
export const sePersonnummer = (): Detector => ({
  trigger: {
    on: 'number',
    find(run) {
      for (const shape of SHAPES) {
        const count = shape.reduce((sum: number, length) => sum + length, 0);
        // Ten digits in a row are too many other things; so they are not taken.
        if (count === 10 && shape.length === 1) continue;
        if (hasShape(run, shape, '-') && standsAlone(run, count) && isPersonnummer(run.digits, count))
          return { from: run.at, to: run.ends[count - 1]! };
      }
      const to = behindPlus(run);
      return to === undefined ? undefined : { from: run.at, to };
    },
  },
});
