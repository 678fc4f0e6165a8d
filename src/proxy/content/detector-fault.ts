import { DetectorFault } from '../../inspect/detectors/detector.ts';
import { contentConditions } from '../../policy/content-conditions.ts';
import type { PolicyDocument } from '../../policy/policy-document.ts';
import { detectorSetOf } from './content-desk.ts';

/** What is wrong with the detectors of policies (an expression that is none, a list too long), in words; undefined when nothing is. */
export function detectorFault(policies: readonly PolicyDocument[]): string | undefined {
  for (const { id, when } of policies) {
    try {
      detectorSetOf(contentConditions(when).flatMap(({ detectors }) => detectors ?? []));
    } catch (error) {
      if (error instanceof DetectorFault) return `${id}: ${error.message}`;
      throw error;
    }
  }
  return undefined;
}
