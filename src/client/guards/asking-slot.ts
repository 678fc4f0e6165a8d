import type { PageRule } from '../../model/decision.ts';

/** The rules of this page. */
export type Rules = ReadonlyMap<PageRule['activity'], PageRule>;

/** The guards of what a rule asks about. They come with a bundle of their own, where policies may have pages ask. */
export interface AskingGuards {
  /** Of methods, once in a window. */
  readonly guard: (rules: Rules) => void;
  /** First in every document of it. */
  readonly listen: (rules: Rules) => void;
}

let guards: AskingGuards | undefined;

export function provide(asking: AskingGuards): void {
  guards = asking;
}

export function provided(): AskingGuards | undefined {
  return guards;
}

/** A rule as this bundle can keep it: who cannot ask does what holds without an answer. */
export function kept(rule: PageRule): PageRule {
  return rule.action === 'ask' && !guards ? { ...rule, action: rule.otherwise ?? 'block' } : rule;
}
