import type { Decision, Facts, PageRule } from '../../model/decision.ts';

/** The policies in force now. Replaced as one value when the file changes; an exchange asks the one it began with. */
export interface PolicyDesk {
  decide(facts: Facts): Decision;
  pageRules(facts: Omit<Facts, 'activity'>): readonly PageRule[];
  /** Whether the tag of client certificates could change any policy's answer. */
  asksForTag(facts: Facts): boolean;
}
