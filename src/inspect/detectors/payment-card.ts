import { standsAlone } from '../text/number-run.ts';
import { allEqual, luhn, numberAt } from './checks.ts';
import type { Detector } from './detector.ts';

/** Issuer ranges (ISO/IEC 7812, as the schemes publish them): first and last prefix, lengths of the number. */
const RANGES: readonly (readonly [brand: string, first: number, last: number, lengths: readonly number[]])[] = [
  ['visa', 4, 4, [16, 13, 19]],
  ['mastercard', 51, 55, [16]],
  ['mastercard', 2221, 2720, [16]],
  ['american-express', 34, 34, [15]],
  ['american-express', 37, 37, [15]],
  ['diners-club', 300, 305, [14, 16]],
  ['diners-club', 36, 36, [14, 16]],
  ['diners-club', 38, 39, [14, 16]],
  ['discover', 6011, 6011, [16, 19]],
  ['discover', 644, 649, [16, 19]],
  ['discover', 65, 65, [16, 19]],
  ['jcb', 3528, 3589, [16, 19]],
  ['unionpay', 62, 62, [16, 17, 18, 19]],
  ['unionpay', 81, 81, [16, 19]],
  ['mir', 2200, 2204, [16, 19]],
  ['rupay', 508, 508, [16]],
  ['rupay', 60, 60, [16]],
  ['maestro', 50, 50, [12, 13, 14, 15, 16, 17, 18, 19]],
  ['maestro', 56, 58, [12, 13, 14, 15, 16, 17, 18, 19]],
  ['maestro', 67, 67, [12, 13, 14, 15, 16, 17, 18, 19]],
];

const PREFIX_DIGITS = RANGES.map(([, first]) => String(first).length);

/** Groups of a card number: whole, in groups of at least three as printed on cards, or digit by digit; the same separator throughout. */
function isGrouped(groups: readonly number[], separators: readonly number[], count: number): boolean {
  let sum = 0;
  let single = true;
  let wide = true;
  for (let at = 0; at < groups.length; at++) {
    if (at > 0 && separators[at - 1] !== separators[0]) return false;
    sum += groups[at]!;
    single &&= groups[at] === 1;
    wide &&= groups[at]! >= 3 || sum === count;
    if (sum >= count) return sum === count && (at === 0 || single || wide);
  }
  return false;
}

export function paymentCard(): Detector {
  return {
    trigger: {
      on: 'number',
      find(run) {
        const { digits, count, groups, separators } = run;
        if (count < 12 || digits[0]! < 2) return undefined;
        for (let at = 0; at < RANGES.length; at++) {
          const [, first, last, lengths] = RANGES[at]!;
          const prefix = numberAt(digits, 0, PREFIX_DIGITS[at]!);
          if (prefix < first || prefix > last) continue;
          for (const length of lengths) {
            if (length > count || !isGrouped(groups, separators, length) || allEqual(digits, length)) continue;
            if (luhn(digits, 0, length) && standsAlone(run, length)) return { from: run.at, to: run.ends[length - 1]! };
          }
        }
        return undefined;
      },
    },
  };
}
