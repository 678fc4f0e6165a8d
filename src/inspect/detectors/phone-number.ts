import { isWord } from '../text/units.ts';
import type { Detector } from './detector.ts';

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;

/** Country codes of one and two digits (ITU-T E.164); all others have three. */
const SHORT_CODES = new Set([
  1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61,
  62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
]);

/** International numbers `+49 89 1234567`, and North American ones `(212) 555-0123`, `212-555-0123`, `212.555.0123`. */
export function phoneNumber(): Detector {
  return {
    trigger: {
      on: 'number',
      find(run) {
        const { digits, count, groups, separators, text } = run;
        if (run.before === PLUS) {
          // E.164: fifteen digits at most, no country code begins with 0.
          if (digits[0] === 0 || isWord(text.units[run.at - 2] ?? 0)) return undefined;
          const end = international(run.text.units, run.at, text.end);
          return end === 0 ? undefined : { from: run.at - 1, to: end };
        }
        const area = digits[0]! >= 2 && groups[0] === 3;
        if (!area) return undefined;
        if (run.before === OPEN && text.units[run.ends[2]!] === CLOSE) {
          const rest = afterArea(text.units, run.ends[2]! + 1);
          return rest === 0 ? undefined : { from: run.at - 1, to: rest };
        }
        const northAmerican =
          count >= 10 &&
          groups[1] === 3 &&
          groups[2] === 4 &&
          separators[0] === separators[1] &&
          separators[2] !== separators[1];
        if (!northAmerican || digits[3]! < 2 || isWord(run.before) || isWord(text.units[run.ends[9]!]!))
          return undefined;
        return { from: run.at, to: run.ends[9]! };
      },
    },
  };
}

/** Where an international number ends: digits with single separators or brackets between; 0 if there are not 8 to 15. */
function international(units: Uint16Array, from: number, end: number): number {
  let count = 0;
  let gap = 0;
  let last = 0;
  let code = 0;
  for (let at = from; at < end && gap < 3 && count <= 15; at++) {
    const unit = units[at]!;
    if (unit >= 48 && unit <= 57) {
      if (count < 2) code = code * 10 + unit - 48;
      count++;
      gap = 0;
      last = at + 1;
    } else if (unit === 0x20 || unit === 0x2d || unit === 0x2e || unit === 0x2f || unit === OPEN || unit === CLOSE)
      gap++;
    else break;
  }
  const known = SHORT_CODES.has(code) || SHORT_CODES.has(Math.floor(code / 10)) || count >= 9;
  return count >= 8 && count <= 15 && known && !isWord(units[last]!) ? last : 0;
}

/** `555-0123` behind `(212)` and perhaps a space; gives its end, or 0. */
function afterArea(units: Uint16Array, from: number): number {
  const begin = units[from] === 0x20 ? from + 1 : from;
  const written = String.fromCharCode(...units.subarray(begin, begin + 8));
  return /^[2-9]\d\d[-. ]\d{4}$/.test(written) && !isWord(units[begin + 8]!) ? begin + 8 : 0;
}
