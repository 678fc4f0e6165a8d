import type { Facts } from '../../model/decision.ts';
import type { Truth } from '../truth.ts';

/** A condition compiled: asks the facts, gives a truth and the reason for the log. */
export type CompiledCondition = (facts: Facts) => { readonly truth: Truth; readonly reasons: readonly string[] };

/** Compiles the values an administrator wrote for one fact. */
export type ConditionKind = (values: readonly string[]) => CompiledCondition;
