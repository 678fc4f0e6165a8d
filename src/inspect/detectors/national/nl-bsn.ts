import { weighted } from '../checks.ts';
import type { Detector } from '../detector.ts';
import { digitDetector } from '../digit-detector.ts';

/** Burgerservicenummer: the eleven test with the last weight negative (Besluit burgerservicenummer). One in eleven numbers passes, so words must be near. */
export const isBsn = (digits: Uint8Array): boolean =>
  digits.subarray(0, 9).some((digit) => digit !== 0) && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;

export const nlBsn = (): Detector =>
  digitDetector({
    shapes: [[9], [4, 2, 3], [3, 3, 3]],
    separators: '. -',
    valid: isBsn,
    near: ['bsn', 'burgerservicenummer', 'sofinummer', 'sofi-nummer', 'citizen service number', 'persoonsnummer'],
  });
