import type { Decision, Facts } from '../model/decision.ts';
import { refuses } from '../model/policy-match.ts';
import { activitiesOf, type PolicySet } from './compile.ts';
import { decide, stopsInPage } from './decide.ts';

/** What the browser's own viewer of documents does by itself, whatever the page around it keeps. */
type OfViewers = 'copy' | 'print';
const OF_VIEWERS: ReadonlySet<string> = new Set<OfViewers>(['copy', 'print']);

/** What users may do with a document that is shown. */
export interface ViewerRules {
  readonly copies: boolean;
  readonly prints: boolean;
  /** The refusal of what they may not; undefined where they may do all of it, so that any viewer may show it. */
  readonly refusal: Decision | undefined;
}

export const UNRULED: ViewerRules = { copies: true, prints: true, refusal: undefined };

/** Nobody looks into what is copied out of a document: each policy's own rule for content that is not known decides. */
export function viewerRules(set: PolicySet, facts: Omit<Facts, 'activity'>): ViewerRules {
  const copy = decide(set, { ...facts, activity: 'copy' });
  const print = decide(set, { ...facts, activity: 'print' });
  const stopping = [copy, print].filter(stopsInPage);
  const matches = stopping.flatMap((each) => each.matches).filter(({ action }) => refuses(action));
  const message = stopping.find((each) => each.message)?.message;
  const refusal: Decision = {
    action: 'block',
    // A policy may be about both.
    matches: [...new Map(matches.map((match) => [match.policyId, match])).values()],
    ...(message === undefined ? {} : { message }),
  };
  return {
    copies: !stopsInPage(copy),
    prints: !stopsInPage(print),
    refusal: stopping.length === 0 ? undefined : refusal,
  };
}

/** Whether any policy may keep users from copying or printing a document that is shown. */
export function mayRuleViewers(set: PolicySet): boolean {
  return set.all.some(
    ({ document }) =>
      document.mode === 'active' &&
      document.action !== 'audit' &&
      activitiesOf(document).some((activity) => OF_VIEWERS.has(activity)),
  );
}
