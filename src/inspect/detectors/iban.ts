import { isDigit, isLetter, isWord, type Text } from '../text/units.ts';
import { mod97 } from './checks.ts';
import type { Detector } from './detector.ts';

/** Country -> length of its IBAN (SWIFT IBAN Registry, release 99). */
// biome-ignore format: a table of ninety countries is read as a block
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28,
  CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23,
  GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28,
  LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27, MT: 31, MU: 30, NI: 28,
  NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33, SA: 24, SC: 31, SD: 18, SE: 24,
  SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20, YE: 30,
};

/** ISO 13616: country, two check digits, up to 30 letters and digits; spaces or hyphens may stand between any of them. */
function readIban({ units }: Text, from: number): { code: string; to: number } | undefined {
  const length = LENGTHS[String.fromCharCode(units[from]!, units[from + 1]!).toUpperCase()];
  if (length === undefined) return undefined;
  let code = '';
  let at = from;
  while (code.length < length) {
    const unit = units[at]!;
    if (isDigit(unit) || isLetter(unit)) code += String.fromCharCode(unit);
    else if ((unit !== 0x20 && unit !== 0x2d) || !(isDigit(units[at + 1] ?? 0) || isLetter(units[at + 1] ?? 0)))
      return undefined;
    at++;
  }
  return { code: code.toUpperCase(), to: at };
}

export function iban(): Detector {
  return {
    trigger: {
      on: 'number',
      find({ text, at }) {
        const from = at - 2;
        const { units } = text;
        if (from < text.start || !isLetter(units[from]!) || !isLetter(units[from + 1]!) || isWord(units[from - 1]!))
          return undefined;
        if (!isDigit(units[at + 1] ?? 0)) return undefined;
        const read = readIban(text, from);
        if (read === undefined || isWord(units[read.to]!)) return undefined;
        return mod97(read.code.slice(4) + read.code.slice(0, 4)) === 1 ? { from, to: read.to } : undefined;
      },
    },
  };
}
