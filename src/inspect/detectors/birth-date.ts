import { hasShape, type NumberRun } from '../text/number-run.ts';
import { isDigit, isWord, type Span, type Text, textOf } from '../text/units.ts';
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
  'nacido el',
  'nacida el',
  'nato il',
  'nata il',
  'data di nascita',
  'geboortedatum',
  'data urodzenia',
  'nascimento',
  'född',
  'födelsedatum',
];

/** Beginnings of the names of months in the languages of the words above. */
const MONTH =
  '(?:jan|ene|gen|feb|fe[vb]|fév|lut|sty|mar|mär|maer|mrt|maart|a[pvb]r|kwi|ma[ijyg]|mei|jun|jui|giu|cze|jul|lug|lip|aug|ago|ao[uû]|sie|sep|set|wrz|o[ck]t|out|ott|pa[zź]|nov|lis|de[czs]|déc|dic|dez|gru)\\p{L}{0,10}\\.?';
/** `12 May 1984`, `12th of May, 1984`, `12. Mai 1984`, `12-MAY-1984`, `12 de mayo de 1984`. */
const DAY_MONTH = new RegExp(
  `^\\d{1,2}(?:st|nd|rd|th|er|[.º])?[ -]?(?:of |de |d['’])?${MONTH},?[ -](?:de |del )?(\\d{4})(?![\\p{L}\\d])`,
  'iu',
);
/** `12, 1984` and `12th 1984` behind `May`. */
const DAY_YEAR = /^\d{1,2}(?:st|nd|rd|th)?,? (\d{4})(?![\p{L}\d])/u;
const MONTH_BEFORE = new RegExp(`(?<![\\p{L}\\d])${MONTH} $`, 'iu');
const LONGEST = 40;

const isYear = (year: number): boolean => year >= 1890 && year <= 2100;

/** A day that can be, in one of the usual orders of digits: the year last, in four digits or in two, or first. */
function inDigits(run: NumberRun): Span | undefined {
  const { digits, groups, separators } = run;
  // Hardly any number gets beyond this line.
  if (groups.length < 3 || groups[1]! > 2 || separators[0] !== separators[1]) return undefined;
  const [first, second, third] = groups as [number, number, number];
  const yearFirst = first === 4;
  if (yearFirst ? third > 2 : first > 2 || (third !== 4 && third !== 2)) return undefined;
  const count = first + second + third;
  const year = yearFirst ? numberAt(digits, 0, 4) : numberAt(digits, first + second, count);
  if ((yearFirst || third === 4) && !isYear(year)) return undefined;
  const one = yearFirst ? numberAt(digits, 4, 4 + second) : numberAt(digits, 0, first);
  const two = yearFirst ? numberAt(digits, 4 + second, count) : numberAt(digits, first, first + second);
  if (!isDay(year, one, two) && (yearFirst || !isDay(year, two, one))) return undefined;
  const isWhole = hasShape(run, [first, second, third], third === 4 ? '-./ ' : '-./') || isTimestamp(run);
  return isWhole ? { from: run.at, to: run.ends[count - 1]! } : undefined;
}

/** RFC 3339: `1984-05-12T00:00:00Z`. */
function isTimestamp({ text: { units }, before, groups, separators, ends }: NumberRun): boolean {
  const behind = ends[7]!;
  return (
    groups[0] === 4 &&
    groups[1] === 2 &&
    groups[2] === 2 &&
    separators[0] === 0x2d &&
    separators[1] === 0x2d &&
    !isWord(before) &&
    units[behind] === 0x54 &&
    isDigit(units[behind + 1]!)
  );
}

/** Whether the next digits before the line ends are those of a year: most numbers of two digits stand before something else. */
function isYearAhead({ units, end }: Text, from: number): boolean {
  for (let at = from; at < end && at < from + LONGEST - 4; at++) {
    const unit = units[at]!;
    if (unit === 0x0a) return false;
    if (isDigit(unit)) return isDigit(units[at + 3] ?? 0) && (unit === 0x31 || unit === 0x32);
  }
  return false;
}

/** A day with the name of its month. */
function inWords({ text, at, before, groups, count, digits, ends }: NumberRun): Span | undefined {
  const [first = 0, second] = groups;
  if (first > 2 || isWord(before) || (count !== first && second !== 4)) return undefined;
  const day = numberAt(digits, 0, first);
  if (day < 1 || day > 31 || !isYearAhead(text, ends[first - 1]!)) return undefined;
  const written = textOf(text, at, Math.min(text.end, at + LONGEST));
  const found = DAY_MONTH.exec(written) ?? yearBehind(written, textOf(text, Math.max(text.start, at - 16), at));
  return found && isYear(Number(found[1])) ? { from: at, to: at + found[0].length } : undefined;
}

function yearBehind(written: string, before: string): RegExpExecArray | null {
  const found = DAY_YEAR.exec(written);
  return found && MONTH_BEFORE.test(before) ? found : null;
}

/** Day, month and year in any of the usual orders, a day that can be, a year somebody alive may be born in. Any date looks so: words must be near. */
export function birthDate(): Detector {
  return {
    near: WORDS,
    trigger: { on: 'number', find: (run) => inDigits(run) ?? inWords(run) },
  };
}
