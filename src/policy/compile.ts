import type { ActivityType } from '../model/activity.ts';
import { CONDITIONS } from './conditions/conditions.ts';
import type { CompiledCondition, ConditionKind } from './conditions/contract.ts';
import { contentConditions } from './content-conditions.ts';
import type { Condition, ContentCondition, OnUnknown, PolicyDocument } from './policy-document.ts';
import { allOf, anyOf, not, type Truth } from './truth.ts';

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly when: CompiledCondition;
  /** Tests of content anywhere in its conditions. */
  readonly content: readonly ContentCondition[];
}

/** Policies ready to decide, by the activity they are about. */
export type PolicySet = ReadonlyMap<ActivityType, readonly CompiledPolicy[]>;

export function compilePolicies(documents: readonly PolicyDocument[]): PolicySet {
  const set = new Map<ActivityType, CompiledPolicy[]>();
  for (const document of documents) {
    if (document.mode === 'disabled') continue;
    const compiled = {
      document,
      when: compileCondition(document.when),
      content: contentConditions(document.when),
    };
    for (const activity of new Set(document.activities)) {
      const list = set.get(activity);
      if (list) list.push(compiled);
      else set.set(activity, [compiled]);
    }
  }
  return set;
}

function compileCondition(condition: Condition | undefined): CompiledCondition {
  const parts = condition === undefined ? [] : partsOf(condition);
  if (parts.length === 0) return () => ({ truth: 'true', reasons: ['unconditional'] });
  return combine(parts, allOf);
}

function partsOf(condition: Condition): CompiledCondition[] {
  const parts: CompiledCondition[] = [];
  for (const [kind, compile] of Object.entries(CONDITIONS)) {
    const values = condition[kind as keyof typeof CONDITIONS];
    if (values) parts.push(settled((compile as ConditionKind<unknown>)(values), condition.unknown));
  }
  if (condition.all) parts.push(combine(condition.all.map(compileCondition), allOf));
  if (condition.any) parts.push(combine(condition.any.map(compileCondition), anyOf));
  if (condition.not) {
    const inner = compileCondition(condition.not);
    parts.push((facts) => {
      const { truth, reasons } = inner(facts);
      return { truth: not(truth), reasons };
    });
  }
  return parts;
}

/** Applies what the administrator said of unknown; without a word the value stays unknown, and decide() settles it. */
function settled(inner: CompiledCondition, onUnknown: OnUnknown | undefined): CompiledCondition {
  if (onUnknown === undefined) return inner;
  return (facts) => {
    const { truth, reasons } = inner(facts);
    // What nobody has looked at yet is not what nobody knows.
    if (truth !== 'unknown' || (facts.content === 'unread' && reasons.includes('content-unknown')))
      return { truth, reasons };
    return onUnknown === 'matches'
      ? { truth: 'true', reasons: [...reasons, 'unknown-matches'] }
      : { truth: 'false', reasons: [...reasons, 'unknown-fails'] };
  };
}

/**
 * Joins parts into one answer. Its reasons are those of the parts that made it what it is: of an `any` that holds the
 * branches that hold, of an `all` that fails those that fail, of an unknown answer those that are unknown.
 */
function combine(parts: readonly CompiledCondition[], join: (values: readonly Truth[]) => Truth): CompiledCondition {
  return (facts) => {
    const answers = parts.map((part) => part(facts));
    const truth = join(answers.map((answer) => answer.truth));
    const telling = answers.filter((answer) => answer.truth === truth);
    return { truth, reasons: [...new Set(telling.flatMap(({ reasons }) => reasons))] };
  };
}
