import type { ConditionName } from './conditions/conditions.ts';

/** One test of one fact, answered at most once a decision however many policies ask for it. */
export interface Leaf {
  readonly name: ConditionName;
  readonly values: unknown;
  /** Where its answer stands in a run. */
  slot: number;
}
