import type { Facts } from '../model/decision.ts';
import type { CompiledPolicy, PolicySet } from './compile.ts';
import type { ContentDetector } from './policy-document.ts';

/** What must be looked for in a file before policies can say what becomes of it. */
export interface ContentNeeds {
  readonly detectors: readonly ContentDetector[];
  /** Whether a policy asks if it is malware. */
  readonly malware: boolean;
}

/**
 * What the policies that are still open without the file's content want to know of it; undefined when none is, so that the file need
 * not be held.
 */
export function contentNeeds(set: PolicySet, facts: Facts): ContentNeeds | undefined {
  const open = (set.get(facts.activity) ?? []).filter((policy) => isOpen(policy, facts));
  if (open.length === 0) return undefined;
  const conditions = open.flatMap(({ content }) => content);
  return {
    detectors: conditions.flatMap(({ detectors }) => detectors ?? []),
    malware: conditions.some(({ malware }) => malware !== undefined),
  };
}

/** Whether a policy's answer hangs on content that nobody has looked at. */
export function isOpen({ content, when }: CompiledPolicy, facts: Facts): boolean {
  return content.length > 0 && when({ ...facts, content: 'unread' }).truth === 'unknown';
}
