import { isLetter, isWord } from '../../text/units.ts';
import type { Detector } from '../detector.ts';

const NEVER = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ']);

/** Two letters, six digits, A to D (HMRC NIM39110): D, F, I, Q, U, V in neither place, O not second, some pairs never. */
export const ukNino = (): Detector => ({
  trigger: {
    on: 'number',
    find(run) {
      const { units, start, end } = run.text;
      const plain = run.groups[0] === 6;
      if (!plain && !(run.groups[0] === 2 && run.groups[1] === 2 && run.groups[2] === 2)) return undefined;
      let from = run.at;
      if (units[from - 1] === 0x20 || units[from - 1] === 0x2d) from--;
      from -= 2;
      if (from < start || !isLetter(units[from]!) || !isLetter(units[from + 1]!) || isWord(units[from - 1]!))
        return undefined;
      const prefix = String.fromCharCode(units[from]!, units[from + 1]!).toUpperCase();
      if (!/^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]$/.test(prefix) || NEVER.has(prefix)) return undefined;
      let to = run.ends[5]!;
      if ((units[to] === 0x20 || units[to] === 0x2d) && to + 1 < end) to++;
      const suffix = to < end ? String.fromCharCode(units[to]!) : '';
      return /^[A-Da-d]$/.test(suffix) && !isWord(units[to + 1]!) ? { from, to: to + 1 } : undefined;
    },
  },
});
