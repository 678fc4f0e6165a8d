import type { ContentRecord } from '../../model/activity.ts';
import type { Match } from '../../model/content.ts';
import type { Judgement } from '../../model/exchange.ts';
import { ACTIONS } from '../../model/policy-match.ts';

/** What the log keeps of masks: counts and masked samples. */
export function maskRecord(
  matches: readonly Match[],
  nameOf: (detector: string) => string,
): Pick<ContentRecord, 'matches'> {
  return {
    matches: matches.map(({ detector, count, samples }) => ({ detector: nameOf(detector), count, samples })),
  };
}

/**
 * A judgement as it came out: a policy that masks has matched where something was masked. Undefined for one that is about nothing else
 * and masked nothing.
 */
export function cameOut(judgement: Judgement): Judgement | undefined {
  const { masked, decision, activity } = judgement;
  if (masked === undefined) return judgement;
  const { matches } = masked();
  const count = matches.reduce((sum, each) => sum + each.count, 0);
  if (count > 0) {
    const content = judgement.content ?? { status: 'scanned', matches, labels: [] };
    return { ...judgement, content: { ...content, masked: count } };
  }
  const others = decision.matches.filter(({ action }) => action !== 'redact');
  if (others.length === 0 && activity !== 'download') return undefined;
  const strictest = Math.max(0, ...others.map(({ action }) => ACTIONS.indexOf(action)));
  return { ...judgement, decision: { ...decision, action: ACTIONS[strictest]!, matches: others } };
}
