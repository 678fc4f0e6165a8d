import { isDay, numberAt, weighted } from '../checks.ts';
import type { Detector } from '../detector.ts';
import { digitDetector } from '../digit-detector.ts';

/** PESEL: birth date with the century in the month, and weights 1, 3, 7, 9 to a multiple of ten (ustawa o ewidencji ludności, art. 15). */
export function isPesel(digits: Uint8Array): boolean {
  const month = numberAt(digits, 2, 4);
  const century = [1900, 2000, 2100, 2200, 1800][Math.floor(month / 20)]!;
  if (!isDay(century + numberAt(digits, 0, 2), month % 20, numberAt(digits, 4, 6))) return false;
  return weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

export const plPesel = (): Detector => digitDetector({ shapes: [[11]], separators: '', valid: isPesel });
