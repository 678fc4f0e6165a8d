import { hasShape, type NumberRun } from '../text/number-run.ts';
import type { Detector } from './detector.ts';

/** Numbers known by the lengths of their groups and a check over their digits. */
export interface DigitPattern {
  readonly shapes: readonly (readonly number[])[];
  /** Characters that may stand between groups; the same one between all. */
  readonly separators: string;
  readonly valid: (digits: Uint8Array, run: NumberRun) => boolean;
  readonly near?: readonly string[];
}

export function digitDetector({ shapes, separators, valid, near }: DigitPattern): Detector {
  const sizes = shapes.map((shape) => shape.reduce((sum, length) => sum + length, 0));
  return {
    ...(near === undefined ? {} : { near }),
    trigger: {
      on: 'number',
      find(run) {
        for (const [at, shape] of shapes.entries()) {
          if (run.groups[0] !== shape[0] || !hasShape(run, shape, separators) || !valid(run.digits, run)) continue;
          return { from: run.at, to: run.ends[sizes[at]! - 1]! };
        }
        return undefined;
      },
    },
  };
}
