import { weighted } from '../checks.ts';
import type { Detector } from '../detector.ts';
import { digitDetector } from '../digit-detector.ts';

/** Tax file number: weights 1, 4, 3, 7, 5, 8, 6, 9, 10 to a multiple of eleven. */
export const isTfn = (digits: Uint8Array): boolean =>
  digits.subarray(0, 9).some((digit) => digit !== 0) && weighted(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;

export const auTfn = (): Detector =>
  digitDetector({
    shapes: [[3, 3, 3], [9]],
    separators: ' -',
    valid: isTfn,
    near: ['tfn', 'tax file number', 'tax file no'],
  });
