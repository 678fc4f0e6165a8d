import type { Detector } from '../detector.ts';
import { digitDetector } from '../digit-detector.ts';

/** ISO 7064 MOD 11,10 (section 139b AO); of the first ten digits exactly one comes two or three times, and the first is not 0. */
export function isTaxId(digits: Uint8Array): boolean {
  if (digits[0] === 0) return false;
  const times = new Uint8Array(10);
  let product = 10;
  for (let at = 0; at < 10; at++) {
    times[digits[at]!] = times[digits[at]!]! + 1;
    const sum = (digits[at]! + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  const repeated = times.filter((count) => count > 1);
  return repeated.length === 1 && repeated[0]! <= 3 && (11 - product) % 10 === digits[10];
}

export const deTaxId = (): Detector =>
  digitDetector({ shapes: [[2, 3, 3, 3], [11]], separators: ' /-', valid: isTaxId });
