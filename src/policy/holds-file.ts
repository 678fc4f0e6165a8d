import type { Facts } from '../model/decision.ts';
import type { PolicySet } from './compile.ts';
import { decide } from './decide.ts';

/**
 * Whether what becomes of a file may hang on what is in it. Where policies only record, or are set to recording, it does not: every policy
 * that waits for the content counts as a match here, and more than a record cannot come of it.
 */
export function holdsFile(set: PolicySet, facts: Facts): boolean {
  const { action } = decide(set, { ...facts, content: 'unread' });
  return action !== 'allow' && action !== 'audit';
}
