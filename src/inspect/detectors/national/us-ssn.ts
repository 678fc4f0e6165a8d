import { numberAt } from '../checks.ts';
import type { Detector } from '../detector.ts';
import { digitDetector } from '../digit-detector.ts';

/** Numbers printed in advertisements and on sample cards; never anybody's. */
const SAMPLES = [78051120, 219099999, 457555462];
const WORDS = ['ssn', 'social security', 'social security number', 'ss#', 'soc sec', 'tax id', 'taxpayer'];

/** Area not 000, 666 or 900 and up; group not 00; serial not 0000 (20 CFR 422.103; SSA, Randomization, 2011). */
function isIssued(digits: Uint8Array): boolean {
  const area = numberAt(digits, 0, 3);
  if (area === 0 || area === 666 || area >= 900) return false;
  return numberAt(digits, 3, 5) !== 0 && numberAt(digits, 5, 9) !== 0 && !SAMPLES.includes(numberAt(digits, 0, 9));
}

/** As written, in groups of three, two and four: that says enough. */
export const usSsn = (): Detector => digitDetector({ shapes: [[3, 2, 4]], separators: '- .', valid: isIssued });

/** Nine digits in a row say nothing unless the words are there. */
export const usSsnPlain = (): Detector =>
  digitDetector({ shapes: [[9]], separators: '', valid: isIssued, near: WORDS });
