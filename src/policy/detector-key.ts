import type { ContentDetector } from './content-document.ts';

/** The name of a detector in findings: the same words in two policies are one detector. */
export function detectorKey(detector: ContentDetector): string {
  return JSON.stringify(Object.entries(detector).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
