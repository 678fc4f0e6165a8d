import type { Decision, Facts } from '../model/decision.ts';
import type { Action } from '../model/policy-match.ts';
import type { RouteOutcome } from '../model/route.ts';
import { activitiesOf, type PolicySet } from './compile.ts';
import { decide, matchOf } from './decide.ts';
import { levelOfRouting } from './routing.ts';
import type { Explained } from './tree.ts';
import { TRUTHS } from './truth.ts';

/** What became of one policy: it matched, its conditions failed, it is about something else, or it is switched off. */
export interface PolicyExplanation {
  readonly policyId: string;
  readonly policyName: string;
  readonly verdict: 'matched' | 'conditions-failed' | 'other-activity' | 'disabled';
  /** Set when it matched: what it asks for now. */
  readonly action?: Action;
  readonly reasons: readonly string[];
  /** The conditions, with what each was answered from; none for a policy without any. */
  readonly tree?: Explained;
}

/** What became of one routing policy. */
export interface RoutingExplanation {
  readonly policyId: string;
  readonly policyName: string;
  readonly outcome: RouteOutcome;
  readonly verdict: 'matched' | 'unknown' | 'conditions-failed' | 'disabled';
  readonly tree?: Explained;
}

export interface Explanation {
  readonly decision: Decision;
  /** Every routing policy, in the order written. */
  readonly routing: readonly RoutingExplanation[];
  /** Every policy of the set, in the order written. */
  readonly policies: readonly PolicyExplanation[];
}

const ROUTING_VERDICTS = { true: 'matched', unknown: 'unknown', false: 'conditions-failed' } as const;

/** Why `decide` decides so: the same decision, and for each policy of the set whether it had a part in it and why. */
export function explain(set: PolicySet, facts: Facts): Explanation {
  const decision = decide(set, facts);
  const run = set.begin(facts);
  const policies = set.all.map((policy): PolicyExplanation => {
    const { id: policyId, name: policyName, mode } = policy.document;
    const named = { policyId, policyName };
    if (mode === 'disabled') return { ...named, verdict: 'disabled', reasons: [] };
    if (!activitiesOf(policy.document).some((activity) => activity === facts.activity))
      return { ...named, verdict: 'other-activity', reasons: [] };
    const tree = policy.when?.explain(run);
    const shown = tree === undefined ? {} : { tree };
    const match = matchOf(policy, run, decision.route?.outcome)?.policy;
    if (!match) return { ...named, verdict: 'conditions-failed', reasons: tree?.reasons ?? [], ...shown };
    return { ...named, verdict: 'matched', action: match.action, reasons: match.reasons, ...shown };
  });
  const routing = (set.routing?.policies ?? []).map((policy): RoutingExplanation => {
    const { document, when } = policy;
    const named = { policyId: document.id, policyName: document.name, outcome: document.outcome };
    if (document.mode === 'disabled') return { ...named, verdict: 'disabled' };
    const tree = when?.explain(run);
    return { ...named, verdict: ROUTING_VERDICTS[TRUTHS[levelOfRouting(policy, run)]], ...(tree ? { tree } : {}) };
  });
  return { decision, routing, policies };
}
