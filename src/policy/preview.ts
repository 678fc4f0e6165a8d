import type { Decision, Facts } from '../model/decision.ts';
import { type PolicyMatch, refuses } from '../model/policy-match.ts';
import type { PolicySet } from './compile.ts';
import { FALSE } from './truth.ts';

/** Whether what a decision refuses may be looked at: every policy that refuses it says so. */
export function isPreviewed({ action, matches }: Decision): boolean {
  return action === 'block' && matches.every((match) => !refuses(match.action) || match.preview === true);
}

/** The policies of a decision that let a file be looked at and not saved. */
export function previewing({ matches }: Decision): readonly PolicyMatch[] {
  return matches.filter(({ preview }) => preview === true);
}

/** Whether some policy may have what is shown come in the gateway's viewer, whatever is in it. */
export function mayPreview(set: PolicySet, facts: Facts): boolean {
  const unread: Facts = { ...facts, content: 'unread' };
  const previews = set
    .candidates(unread)
    .filter(({ document }) => document.mode === 'active' && document.preview === true);
  if (previews.length === 0) return false;
  const run = set.begin(unread);
  return previews.some(({ when }) => when?.level(run) !== FALSE);
}
