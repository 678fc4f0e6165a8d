import { allEqual, verhoeff } from '../checks.ts';
import type { Detector } from '../detector.ts';
import { digitDetector } from '../digit-detector.ts';

/** Aadhaar: twelve digits, the first not 0 or 1, the last by Verhoeff (UIDAI). */
export const isAadhaar = (digits: Uint8Array): boolean =>
  digits[0]! >= 2 && !allEqual(digits, 12) && verhoeff(digits, 12);

export const inAadhaar = (): Detector =>
  digitDetector({ shapes: [[4, 4, 4], [12]], separators: ' -', valid: isAadhaar });
