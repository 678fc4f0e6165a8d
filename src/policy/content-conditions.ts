import type { ContentCondition } from './content-document.ts';
import type { Condition } from './policy-document.ts';

/** All content conditions of a tree. */
export function contentConditions(condition: Condition | undefined): ContentCondition[] {
  if (condition === undefined) return [];
  const { content, all = [], any = [], not } = condition;
  return [...(content ? [content] : []), ...[...all, ...any, ...(not ? [not] : [])].flatMap(contentConditions)];
}
