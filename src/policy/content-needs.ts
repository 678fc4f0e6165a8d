import type { Facts } from '../model/decision.ts';
import { activitiesOf, type PolicySet } from './compile.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { testsName } from './content-conditions.ts';
import type { ContentDetector } from './content-document.ts';
import { UNKNOWN } from './truth.ts';

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
  const open = openPolicies(set, facts);
  if (open.length === 0) return undefined;
  const conditions = open.flatMap(({ content }) => content);
  return {
    detectors: conditions.flatMap(({ detectors }) => detectors ?? []),
    malware: conditions.some(({ malware }) => malware !== undefined),
  };
}

/** Policies whose answer hangs on content that nobody has looked at. */
export function openPolicies(set: PolicySet, facts: Facts): readonly CompiledPolicy[] {
  const unread: Facts = { ...facts, content: 'unread' };
  const asking = set.candidates(unread).filter(({ content }) => content.length > 0);
  if (asking.length === 0) return [];
  const run = set.begin(unread);
  return asking.filter(({ when }) => when?.level(run) === UNKNOWN);
}

/** Policies whose answer hangs on what a page is about to let go: what is in it, and what file is made of it. */
export function openInPage(set: PolicySet, facts: Facts): readonly CompiledPolicy[] {
  const unmade: Facts = { ...facts, content: 'unread', unmade: true };
  const run = set.begin(unmade);
  return set
    .candidates(unmade)
    .filter(
      ({ content, when }) => (content.length > 0 || facts.activity === 'download') && when?.level(run) === UNKNOWN,
    );
}

/** Whether some policy hangs on what an upload is called. */
export function asksUploadNames(set: PolicySet): boolean {
  return set.all.some(
    ({ document }) =>
      document.mode !== 'disabled' && activitiesOf(document).includes('upload') && testsName(document.when),
  );
}
