import type { ScanStatus } from '../model/content.ts';

/** Thrown by an extractor when it cannot go on; the inspection notes it and reads past the rest. */
export class Unscannable extends Error {
  readonly status: Exclude<ScanStatus, 'scanned'>;
  constructor(status: Exclude<ScanStatus, 'scanned'>, why: string) {
    super(why);
    this.status = status;
  }
}
