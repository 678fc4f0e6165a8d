import { isDigit, isLetter, isWord } from '../text/units.ts';
import type { Detector } from './detector.ts';

const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;
const LOCAL = new Set([...".!#$%&'*+/=?^_`{|}~-"].map((character) => character.charCodeAt(0)));
const DOT = 0x2e;
const HYPHEN = 0x2d;

/** RFC 5321 4.1.2, dot-string form: no dot first, last or twice, and a domain of at least two labels whose last is letters (or an IDN). */
export function emailAddress(): Detector {
  return {
    trigger: {
      on: 'at-sign',
      find({ units, start, end }, at) {
        let from = at;
        while (from > start && at - from < MAX_LOCAL && (isWord(units[from - 1]!) || LOCAL.has(units[from - 1]!)))
          from--;
        while (from < at && !isWord(units[from]!) && units[from] !== 0x5f) from++;
        if (from === at || units[at - 1] === DOT) return undefined;
        for (let here = from; here < at - 1; here++)
          if (units[here] === DOT && units[here + 1] === DOT) return undefined;

        let to = at + 1;
        let label = to;
        let domainEnd = 0;
        while (to <= end && to - at <= MAX_DOMAIN) {
          const unit = to < end ? units[to]! : 0;
          if (isWord(unit) || (unit === HYPHEN && to > label)) {
            to++;
            continue;
          }
          if (to === label || units[to - 1] === HYPHEN || to - label > 63) break;
          if (label > at + 1 && isTopLabel(units, label, to)) domainEnd = to;
          if (unit !== DOT) break;
          label = ++to;
        }
        return domainEnd > 0 ? { from, to: domainEnd } : undefined;
      },
    },
  };
}

function isTopLabel(units: Uint16Array, from: number, to: number): boolean {
  if (to - from < 2) return false;
  if (units[from] === 0x78 && units[from + 1] === 0x6e && units[from + 2] === HYPHEN) return true;
  for (let at = from; at < to; at++)
    if (isDigit(units[at]!) || !(isLetter(units[at]!) || isWord(units[at]!))) return false;
  return true;
}
