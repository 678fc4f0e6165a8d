import { hasShape, type NumberRun } from '../../text/number-run.ts';
import { numberAt } from '../checks.ts';
import type { Detector } from '../detector.ts';

const SHAPES = [[1, 2, 2, 2, 3, 3, 2], [13, 2], [15]] as const;

/** Numéro d'inscription au répertoire: sex, year, month, place, order, and a key of 97 less the rest by 97 (décret 82-103). */
export function isNir(digits: Uint8Array): boolean {
  const month = numberAt(digits, 3, 5);
  const monthFits = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
  return (
    [1, 2, 3, 4, 7, 8].includes(digits[0]!) &&
    monthFits &&
    97 - (numberAt(digits, 0, 13) % 97) === numberAt(digits, 13, 15)
  );
}

/** Corsica writes its departments 2A and 2B, which count as 19 and 18; such a number is read from its letter on. */
export const frNir = (): Detector => ({
  trigger: {
    on: 'number',
    find(run) {
      if (SHAPES.some((shape) => hasShape(run, shape, ' .-')) && isNir(run.digits))
        return { from: run.at, to: run.ends[14]! };
      return corsican(run);
    },
  },
});

function corsican(run: NumberRun): { from: number; to: number } | undefined {
  const { units } = run.text;
  if (run.count < 6 || run.count > 8 || !standsBefore(run)) return undefined;
  let written = '';
  let at = run.at;
  while (at < run.at + 24 && written.length < 15) {
    const unit = units[at]!;
    if (unit !== 0x20 && unit !== 0x2e && unit !== 0x2d) written += String.fromCharCode(unit);
    at++;
  }
  if (!/^[12347]\d{4}2[ABab]\d{8}$/.test(written) || /[\da-z]/i.test(String.fromCharCode(units[at]!))) return undefined;
  const plain = written.replace(/a/i, '9').replace(/b/i, '8');
  const digits = Uint8Array.from(`${plain.slice(0, 5)}1${plain.slice(6)}`, Number);
  return isNir(digits) ? { from: run.at, to: at } : undefined;
}

const standsBefore = (run: NumberRun): boolean => !/[\da-z]/i.test(String.fromCharCode(run.before));
