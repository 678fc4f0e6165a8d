import { contentConditions } from '../policy/content-conditions.ts';
import type { ContentCondition } from '../policy/content-document.ts';
import type { Condition } from '../policy/policy-document.ts';

/** What is wrong with the conditions of a policy that masks: its detectors say what is masked, so they must all hold of all it is about. */
export function maskFaults(when: Condition | undefined, masksViews: boolean): readonly string[] {
  const all = contentConditions(when);
  const plain = when === undefined ? [] : alwaysAsked(when);
  if (all.length === 0) return ['redact masks what its detectors find: write content with detectors'];
  if (plain.length !== all.length)
    return ['redact masks what its detectors find: content stands in when or in all, not under any or not'];
  return plain.flatMap(({ content, unknown }) => [
    ...(unknown === undefined ? [] : ['redact masks whatever it finds: leave unknown out beside content']),
    ...faultsOf(content, masksViews),
  ]);
}

function faultsOf({ detectors = [], passes: _, ...more }: ContentCondition, masksViews: boolean): readonly string[] {
  const faults: string[] = [];
  if (detectors.length === 0 || Object.keys(more).length > 0)
    faults.push('redact masks what its detectors find: content holds detectors, and nothing else but passes');
  if (detectors.some(({ kind }) => kind === 'fingerprints'))
    faults.push('fingerprints tell of a whole document, and there is nothing in it to mask');
  if (masksViews && detectors.some(({ threshold, distinct }) => threshold !== undefined || distinct !== undefined))
    faults.push('what is shown is masked as it comes, before anybody has counted: leave threshold and distinct out');
  return faults;
}

/** Tests of content that every match of the conditions asks. */
function alwaysAsked({
  content,
  unknown,
  all = [],
}: Condition): readonly { content: ContentCondition; unknown: unknown }[] {
  return [...(content === undefined ? [] : [{ content, unknown }]), ...all.flatMap(alwaysAsked)];
}
