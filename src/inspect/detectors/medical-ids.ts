import { isLetter, isWord, textOf } from '../text/units.ts';
import { allEqual, luhn, weighted } from './checks.ts';
import type { Detector } from './detector.ts';
import { digitDetector } from './digit-detector.ts';

/** NHS number (ISB 0149): weights ten to two, check digit eleven less the rest; ten is no check digit. */
export function isNhsNumber(digits: Uint8Array): boolean {
  const check = 11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return !allEqual(digits, 10) && check !== 10 && check % 11 === digits[9];
}

export const nhsNumber = (): Detector =>
  digitDetector({
    shapes: [[3, 3, 4], [10]],
    separators: ' -',
    valid: isNhsNumber,
    near: ['nhs', 'nhs number', 'nhs no', 'patient'],
  });

/** National Provider Identifier (45 CFR 162.406): Luhn over 80840 and the ten digits. */
export function isNpi(digits: Uint8Array): boolean {
  return (digits[0] === 1 || digits[0] === 2) && luhn([8, 0, 8, 4, 0, ...digits.subarray(0, 10)], 0, 15);
}

export const npi = (): Detector =>
  digitDetector({
    shapes: [[10]],
    separators: '',
    valid: isNpi,
    near: ['npi', 'national provider identifier', 'provider'],
  });

/** Medicare Beneficiary Identifier (CMS): letters without S, L, O, I, B, Z; printed with hyphens, or written with spaces, behind the fourth and seventh place. */
const LETTER = '[AC-HJKMNP-RT-Y]';
const MBI = new RegExp(
  `^[1-9]${LETTER}[\\d${LETTER.slice(1, -1)}]\\d[- ]?${LETTER}[\\d${LETTER.slice(1, -1)}]\\d[- ]?${LETTER}{2}\\d{2}`,
  'i',
);

export const medicareId = (): Detector => ({
  trigger: {
    on: 'number',
    find(run) {
      const { text, at } = run;
      if (run.groups[0] !== 1 || isWord(run.before) || !isLetter(text.units[at + 1]!)) return undefined;
      const found = MBI.exec(textOf(text, at, Math.min(text.end, at + 13)));
      if (found === null || isWord(text.units[at + found[0].length]!)) return undefined;
      return { from: at, to: at + found[0].length };
    },
  },
});
