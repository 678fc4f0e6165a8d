import { isLetter, isWord, textOf } from '../../text/units.ts';
import type { Detector } from '../detector.ts';

/** Values of 0 to 9 (and A to J) at odd places; then K to Z (DM 23 December 1976). */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
/** Letters that stand for digits where two people would have the same code. */
const DIGIT = '[0-9LMNP-V]';
const SHAPE = new RegExp(`^[A-Z]{6}${DIGIT}{2}[ABCDEHLMPRST]${DIGIT}{2}[A-Z]${DIGIT}{3}[A-Z]$`);

export function isCodiceFiscale(code: string): boolean {
  if (!SHAPE.test(code)) return false;
  let sum = 0;
  for (let at = 0; at < 15; at++) {
    const unit = code.charCodeAt(at);
    const value = unit >= 65 ? unit - 65 : unit - 48;
    sum += at % 2 === 0 ? ODD[value]! : value;
  }
  return code.charCodeAt(15) - 65 === sum % 26;
}

/** As on the card: `RSS MRA 85T10 A562S`. */
const SPACED = /^[A-Z]{3}([ -])[A-Z]{3}\1\w{5}\1\w{5}$/i;

/** Sixteen letters and digits. The trigger is a digit, so a code in which all seven were replaced by letters is not seen. */
export const itCodiceFiscale = (): Detector => ({
  trigger: {
    on: 'number',
    find({ text, at, before, groups }) {
      const isParted = groups[0] === 2 && isLetter(text.units[at + 2]!) && !isWord(before);
      const spaced = isParted ? textOf(text, Math.max(text.start, at - 8), Math.min(text.end, at + 11)) : '';
      if (SPACED.test(spaced) && !isWord(text.units[at - 9]!) && !isWord(text.units[at + 11]!))
        return isCodiceFiscale(spaced.replace(/[ -]/g, '').toUpperCase()) ? { from: at - 8, to: at + 11 } : undefined;
      let from = at;
      while (from > text.start && at - from < 15 && isWord(text.units[from - 1]!)) from--;
      if (isWord(text.units[from - 1]!) || from + 16 > text.end || isWord(text.units[from + 16]!)) return undefined;
      return isCodiceFiscale(textOf(text, from, from + 16).toUpperCase()) ? { from, to: from + 16 } : undefined;
    },
  },
});
