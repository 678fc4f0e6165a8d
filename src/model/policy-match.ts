/** Actions in order of strictness: a later one wins over an earlier one. `allow` is what holds when no policy matches. */
export const ACTIONS = ['allow', 'monitor', 'block'] as const;
export type Action = (typeof ACTIONS)[number];

/** Why one policy matched: its id and, per condition, the fact that satisfied it. `reasons` come from model/reasons.ts. */
export interface PolicyMatch {
  readonly policyId: string;
  readonly policyName: string;
  readonly action: Action;
  readonly reasons: readonly string[];
}
