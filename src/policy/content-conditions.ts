import type { ContentCondition } from './content-document.ts';
import type { Condition } from './policy-document.ts';

/** All content conditions of a tree. */
export function contentConditions(condition: Condition | undefined): ContentCondition[] {
  if (condition === undefined) return [];
  const { content, all = [], any = [], not } = condition;
  return [...(content ? [content] : []), ...[...all, ...any, ...(not ? [not] : [])].flatMap(contentConditions)];
}

/** Tests of what a file has besides its content. */
export const OF_FILE = ['fileName', 'fileNameWords', 'fileExtension', 'fileType', 'fileSize', 'known'] as const;

/** Whether anything in a tree hangs on what a file is or holds. */
export function testsFile(condition: Condition | undefined): boolean {
  if (condition === undefined) return false;
  const { content, all = [], any = [], not } = condition;
  if (content !== undefined || OF_FILE.some((name) => condition[name] !== undefined)) return true;
  return [...all, ...any, ...(not ? [not] : [])].some(testsFile);
}

/** Whether anything in a tree hangs on what a file is called. */
export function testsName(condition: Condition | undefined): boolean {
  if (condition === undefined) return false;
  const { all = [], any = [], not } = condition;
  return (
    OF_FILE.some((name) => condition[name] !== undefined) || [...all, ...any, ...(not ? [not] : [])].some(testsName)
  );
}
