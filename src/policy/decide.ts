import type { Decision, Facts, PageRule } from '../model/decision.ts';
import { GUARDED_ACTIVITIES } from '../model/page-setup.ts';
import { ACTIONS, type Action, type PolicyMatch } from '../model/policy-match.ts';
import type { CompiledPolicy, PolicySet } from './compile.ts';
import { isOpen } from './content-needs.ts';
import type { Reason } from './reasons.ts';

const ALLOWED: Decision = { action: 'allow', matches: [] };

interface Match {
  readonly policy: PolicyMatch;
  readonly message: string | undefined;
}

/**
 * The one decision function (law 5): pure, total, and monotone, since the strictest match wins and a further policy can
 * only add a match. A policy whose conditions come out unknown matches: refusing and recording are the safe errors.
 */
export function decide(set: PolicySet, facts: Facts): Decision {
  return decideAmong(set.get(facts.activity) ?? [], facts);
}

/** What holds in a page, where nobody looks into files: policies that hang on content are the gateway's alone. */
export function decideInPage(set: PolicySet, facts: Facts): Decision {
  return decideAmong(
    (set.get(facts.activity) ?? []).filter((policy) => !isOpen(policy, facts)),
    facts,
  );
}

function decideAmong(policies: readonly CompiledPolicy[], facts: Facts): Decision {
  const matches = policies
    .map((policy) => matchOf(policy, facts))
    .filter((match) => match !== undefined)
    .toSorted(byStrictness);
  const strictest = matches[0];
  if (!strictest) return ALLOWED;
  const { action } = strictest.policy;
  const message = matches.find(({ policy, message: text }) => policy.action === action && text !== undefined)?.message;
  return { action, ...(message === undefined ? {} : { message }), matches: matches.map(({ policy }) => policy) };
}

function matchOf({ document, when }: CompiledPolicy, facts: Facts): Match | undefined {
  const { truth, reasons } = when(facts);
  if (truth === 'false') return undefined;
  const counted: readonly Reason[] = truth === 'unknown' ? [...reasons, 'unknown-counts'] : reasons;
  const action = document.mode === 'monitoring' ? 'monitor' : document.action;
  return {
    policy: { policyId: document.id, policyName: document.name, action, reasons: counted },
    message: document.message,
  };
}

/** Strictest first, then by id: the order in which policies were written has no say. */
function byStrictness({ policy: a }: Match, { policy: b }: Match): number {
  const difference = strictness(b.action) - strictness(a.action);
  if (difference !== 0) return difference;
  return a.policyId < b.policyId ? -1 : a.policyId > b.policyId ? 1 : 0;
}

function strictness(action: Action): number {
  return ACTIONS.indexOf(action);
}

/** What a page must guard: one rule for each activity that is not simply allowed. */
export function pageRules(set: PolicySet, facts: Omit<Facts, 'activity'>): readonly PageRule[] {
  const rules: PageRule[] = [];
  for (const activity of GUARDED_ACTIVITIES) {
    const { action, message } = decideInPage(set, { ...facts, activity });
    if (action !== 'allow') rules.push({ activity, action, ...(message === undefined ? {} : { message }) });
  }
  return rules;
}
