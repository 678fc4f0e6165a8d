import { luhn } from '../checks.ts';
import type { Detector } from '../detector.ts';
import { digitDetector } from '../digit-detector.ts';

/** Social insurance number: nine digits by Luhn; 0 and 8 begin no person's number. */
export const isSin = (digits: Uint8Array): boolean => digits[0] !== 0 && digits[0] !== 8 && luhn(digits, 0, 9);

export const caSin = (): Detector =>
  digitDetector({
    shapes: [[3, 3, 3], [9]],
    separators: ' -',
    valid: isSin,
    near: [
      'sin',
      'social insurance',
      'social insurance number',
      'numéro d’assurance sociale',
      "numéro d'assurance sociale",
      'nas',
    ],
  });
