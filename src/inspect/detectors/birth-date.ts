import { hasShape } from '../text/number-run.ts';
import { isDay, numberAt } from './checks.ts';
import type { Detector } from './detector.ts';

const WORDS = [
  'born',
  'birth',
  'date of birth',
  'birthdate',
  'birthday',
  'dob',
  'd.o.b',
  'geboren',
  'geburtsdatum',
  'geb',
  'né le',
  'née le',
  'date de naissance',
  'nacimiento',
  'nato il',
  'nata il',
  'data di nascita',
  'geboortedatum',
  'data urodzenia',
  'nascimento',
  'född',
  'födelsedatum',
];

/** Day, month and year in any of the usual orders, a day that can be, a year somebody alive may be born in. Any date looks so: words must be near. */
export function birthDate(): Detector {
  return {
    near: WORDS,
    trigger: {
      on: 'number',
      find(run) {
        const { digits } = run;
        const yearFirst = hasShape(run, [4, 2, 2], '-./');
        if (!yearFirst && !hasShape(run, [2, 2, 4], '-./ ')) return undefined;
        const year = yearFirst ? numberAt(digits, 0, 4) : numberAt(digits, 4, 8);
        const first = yearFirst ? numberAt(digits, 4, 6) : numberAt(digits, 0, 2);
        const second = yearFirst ? numberAt(digits, 6, 8) : numberAt(digits, 2, 4);
        if (year < 1890 || year > 2100) return undefined;
        if (!isDay(year, first, second) && (yearFirst || !isDay(year, second, first))) return undefined;
        return { from: run.at, to: run.ends[7]! };
      },
    },
  };
}
