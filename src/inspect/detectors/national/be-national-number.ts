import { hasShape, type NumberRun, standsAlone } from '../../text/number-run.ts';
import { numberAt } from '../checks.ts';
import type { Detector } from '../detector.ts';

/** Rijksregisternummer: birth date, order, 97 less the rest by 97, with a 2 in front for those born from 2000 on (KB 3 April 1984). */
export function isBelgianNumber(digits: Uint8Array): boolean {
  const month = numberAt(digits, 2, 4) % 20; // BIS numbers add 20 or 40 to the month.
  if (month > 12 || numberAt(digits, 4, 6) > 31 || numberAt(digits, 6, 9) === 0) return false;
  const base = numberAt(digits, 0, 9);
  const check = numberAt(digits, 9, 11);
  return 97 - (base % 97) === check || 97 - ((2_000_000_000 + base) % 97) === check;
}

/** `85.07.30-033.28` as on the card, and as people and systems write it: other signs between, the date as one. */
const SHAPES: ReadonlySet<string> = new Set(['2,2,2,3,2', '6,3,2', '6,5']);

function isWritten({ groups }: NumberRun): boolean {
  // Hardly any number begins so.
  if (groups.length === 1 || (groups[0] !== 2 && groups[0] !== 6)) return false;
  return [2, 3, 5].some((count) => SHAPES.has(groups.slice(0, count).join()));
}

export const beNationalNumber = (): Detector => ({
  trigger: {
    on: 'number',
    find: (run) =>
      (isWritten(run) || hasShape(run, [11], '')) && standsAlone(run, 11) && isBelgianNumber(run.digits)
        ? { from: run.at, to: run.ends[10]! }
        : undefined,
  },
});
