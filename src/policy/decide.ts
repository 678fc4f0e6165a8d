import type { Decision, Facts, PageRule } from '../model/decision.ts';
import { GUARDED_ACTIVITIES } from '../model/page-setup.ts';
import { ACTIONS, type Action, type PolicyMatch } from '../model/policy-match.ts';
import type { PolicySet } from './compile.ts';

const ALLOWED: Decision = { action: 'allow', matches: [] };

/**
 * The one decision function (law 5): pure, total, and monotone, since the strictest match wins and a further policy can
 * only add a match. A policy whose conditions come out unknown matches: refusing and recording are the safe errors.
 */
export function decide(set: PolicySet, facts: Facts): Decision {
  const policies = set.get(facts.activity);
  if (!policies) return ALLOWED;
  const matches: (PolicyMatch & { readonly message: string | undefined })[] = [];
  for (const { document, when } of policies) {
    const { truth, reasons } = when(facts);
    if (truth === 'false') continue;
    matches.push({
      policyId: document.id,
      policyName: document.name,
      action: document.mode === 'monitoring' ? 'monitor' : document.action,
      reasons: truth === 'unknown' ? [...reasons, 'unknown-counts'] : reasons,
      message: document.message,
    });
  }
  const strictest = matches.toSorted(
    (a, b) => strictness(b.action) - strictness(a.action) || (a.policyId < b.policyId ? -1 : 1),
  );
  const first = strictest[0];
  if (!first) return ALLOWED;
  const message = strictest.find(({ action, message: text }) => action === first.action && text !== undefined)?.message;
  return {
    action: first.action,
    ...(message === undefined ? {} : { message }),
    matches: strictest.map(({ message: _message, ...match }) => match),
  };
}

function strictness(action: Action): number {
  return ACTIONS.indexOf(action);
}

/** What a page must guard: one rule for each activity that is not simply allowed. */
export function pageRules(set: PolicySet, facts: Omit<Facts, 'activity'>): readonly PageRule[] {
  const rules: PageRule[] = [];
  for (const activity of GUARDED_ACTIVITIES) {
    const { action, message } = decide(set, { ...facts, activity });
    if (action !== 'allow') rules.push({ activity, action, ...(message === undefined ? {} : { message }) });
  }
  return rules;
}
