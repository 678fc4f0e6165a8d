import { RE2JS } from 're2js';
import type { Match } from '../../model/content.ts';
import { DetectorFault, type DetectorSpec } from './detector.ts';

const MAX_SAMPLES = 5;
/** Distinct values remembered; beyond, each occurrence counts as known. */
const MAX_DISTINCT = 10_000;

/** Compiles an expression of a policy; linear time whatever it says. */
export function compileExpression(pattern: string, flags = 0): RE2JS {
  try {
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    throw new DetectorFault(`not an RE2 expression: ${pattern} (${(error as Error).message})`);
  }
}

/** Digits become `#`, letters `X`, the rest stays: what it looked like, not what it was. The last four stay only where there is more to hide. */
export function mask(value: string, showLastFour: boolean): string {
  const masked = value
    .slice(0, 100)
    .replace(/\p{Nd}/gu, '#')
    .replace(/\p{L}/gu, 'X');
  if (!showLastFour || value.length < 8 || value.length > 100) return masked;
  return masked.slice(0, -4) + value.slice(-4);
}

/** Counts what one detector finds in one document. */
export interface Tally {
  /** Whether it is one that the policy looks for: none of its exclusions fits. */
  add(value: string): boolean;
  addMany(count: number): void;
  result(): Match;
}

export function compileTally(spec: DetectorSpec): () => Tally {
  const { threshold = 1, distinct = false, showLastFour = false } = spec;
  if (!Number.isInteger(threshold) || threshold < 1)
    throw new DetectorFault(`${spec.id}: threshold is a whole number from 1`);
  const exclusions = (spec.exclude ?? []).map((pattern) => compileExpression(pattern));
  return () => {
    const seen = new Set<string>();
    const samples: string[] = [];
    let count = 0;
    return {
      add(value) {
        if (exclusions.some((exclusion) => exclusion.matches(value))) return false;
        if (distinct) {
          const plain = value.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
          if (seen.has(plain) || seen.size >= MAX_DISTINCT) return true;
          seen.add(plain);
        }
        count++;
        if (samples.length < MAX_SAMPLES) samples.push(mask(value, showLastFour));
        return true;
      },
      addMany(more) {
        count += more;
      },
      result: () => ({ detector: spec.id, count, reached: count >= threshold, samples }),
    };
  };
}

/** Results of all tallies that found anything. */
export function foundBy(tallies: readonly { result(): Match }[]): Match[] {
  return tallies.map((tally) => tally.result()).filter(({ count }) => count > 0);
}
