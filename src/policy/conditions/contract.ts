import type { Facts } from '../../model/decision.ts';
import type { Reason } from '../reasons.ts';
import type { Truth } from '../truth.ts';

/** What a condition makes of the facts, and the reasons that led there. */
export interface Answer {
  readonly truth: Truth;
  readonly reasons: readonly Reason[];
}

/** A condition compiled: total, and without memory of what it was asked before. */
export type CompiledCondition = (facts: Facts) => Answer;

/** Compiles what an administrator wrote for one fact. */
export type ConditionKind<Written = readonly string[]> = (written: Written) => CompiledCondition;
