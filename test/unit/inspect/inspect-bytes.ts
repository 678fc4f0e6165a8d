import type { DetectorSpec } from '../../../src/inspect/detectors/detector.ts';
import { compileDetectors } from '../../../src/inspect/detectors/detector-set.ts';
import { createInspection, type InspectionOptions } from '../../../src/inspect/inspector.ts';
import type { Findings } from '../../../src/model/content.ts';

export type Given = Partial<Omit<InspectionOptions, 'detectors'>> & {
  readonly detectors?: readonly DetectorSpec[];
  /** Sizes of the chunks, round and round; all in one without. */
  readonly split?: readonly number[];
};

export const detector = (kind: string, more: Partial<DetectorSpec> = {}): DetectorSpec => ({ id: kind, kind, ...more });
export const CARD = detector('payment-card');

/** Inspects a whole document. */
export async function inspectBytes(
  content: string | Uint8Array,
  { detectors = [CARD], split, ...options }: Given = {},
): Promise<Findings> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const inspection = createInspection({ detectors: compileDetectors(detectors), ...options });
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = split === undefined ? bytes.length : Math.max(1, split[turn % split.length]!);
    await inspection.write(bytes.subarray(at, at + size));
    at += size;
  }
  return inspection.end();
}

/** How often each detector found something. */
export async function countIn(content: string | Uint8Array, given: Given = {}): Promise<Record<string, number>> {
  const { matches } = await inspectBytes(content, given);
  return Object.fromEntries(matches.map(({ detector: id, count }) => [id, count]));
}
