import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { PageRule } from '../../model/decision.ts';
import type { Identified, Judgement } from '../../model/exchange.ts';
import type { Message } from '../../model/message.ts';
import { compilePolicies } from '../../policy/compile.ts';
import { decide, pageRules } from '../../policy/decide.ts';
import type { PolicyDocument } from '../../policy/policy-document.ts';
import { type FactSources, factsOf, userKey } from './facts.ts';

/** The policies in force now. Replaced as one value when the file changes; an exchange asks the one it began with. */
export interface PolicyDesk {
  judge(exchange: Identified, activity: ActivityType, object: ActivityObject, answered?: readonly string[]): Judgement;
  pageRules(exchange: Identified): readonly PageRule[];
  /** Whether a policy is about it. */
  concerns(activity: ActivityType): boolean;
  /** What a policy in force says to the user. */
  messageOf(policyId: string): Message | undefined;
  replace(documents: readonly PolicyDocument[]): void;
}

export function createPolicyDesk(documents: readonly PolicyDocument[], sources: FactSources): PolicyDesk {
  let set = compilePolicies(documents);
  return {
    judge(exchange, activity, object, answered = []) {
      const facts = { ...factsOf(exchange, activity, object, sources, set.rates), answered };
      const decision = decide(set, facts);
      // What was stopped did not happen, so that somebody who keeps trying is let in again once the time is over.
      if (decision.action === 'allow' || decision.action === 'audit')
        sources.recent.done(userKey(exchange), activity, sources.now(), set.rates);
      return { activity, object, decision, facts };
    },
    pageRules: (exchange) => pageRules(set, factsOf(exchange, 'view', {}, sources, set.rates)),
    concerns: (activity) => set.concerns(activity),
    messageOf: (policyId) => set.all.find(({ document }) => document.id === policyId)?.document.message,
    replace(changed) {
      set = compilePolicies(changed);
    },
  };
}
