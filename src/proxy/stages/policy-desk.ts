import type { Decision, Facts, PageRule } from '../../model/decision.ts';
import type { ContentNeeds } from '../../policy/content-needs.ts';

/** The policies in force now. Replaced as one value when the file changes; an exchange asks the one it began with. */
export interface PolicyDesk {
  decide(facts: Facts): Decision;
  /** What must be known of a file's content first; undefined when nothing. */
  contentNeeds(facts: Facts): ContentNeeds | undefined;
  /** What holds in a page, where nobody looks into files. */
  decideInPage(facts: Facts): Decision;
  pageRules(facts: Omit<Facts, 'activity'>): readonly PageRule[];
  /** Whether the tag of client certificates could change any policy's answer. */
  asksForTag(facts: Facts): boolean;
}
