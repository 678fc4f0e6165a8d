import type { ContentRecord } from '../../model/activity.ts';
import type { Match } from '../../model/content.ts';
import type { Judgement } from '../../model/exchange.ts';
import { ACTIONS, type PolicyMatch } from '../../model/policy-match.ts';

/** What the log keeps of masks: counts and masked samples. */
export function maskRecord(
  matches: readonly Match[],
  nameOf: (detector: string) => string,
): Pick<ContentRecord, 'matches'> {
  return {
    matches: matches.map(({ detector, count, samples }) => ({ detector: nameOf(detector), count, samples })),
  };
}

const total = (matches: ContentRecord['matches']): number => matches.reduce((sum, { count }) => sum + count, 0);

/** A judgement without policies that turned out to be about nothing in it; undefined when there is nothing else to tell. */
function without(judgement: Judgement, isAbout: (match: PolicyMatch) => boolean): Judgement | undefined {
  const { decision, activity } = judgement;
  const others = decision.matches.filter((match) => !isAbout(match));
  if (others.length === 0 && activity !== 'download') return undefined;
  const strictest = Math.max(0, ...others.map(({ action }) => ACTIONS.indexOf(action)));
  return { ...judgement, decision: { ...decision, action: ACTIONS[strictest]!, matches: others } };
}

/**
 * A judgement as it came out: a policy that masks, or would if it did more than record, has matched where there was something to be masked.
 * Undefined for one that is about nothing else.
 */
export function cameOut(judgement: Judgement): Judgement | undefined {
  const counted = afterCounting(judgement);
  return counted && afterMasking(counted);
}

function afterCounting(judgement: Judgement): Judgement | undefined {
  const { counted, content } = judgement;
  if (counted === undefined) return judgement;
  const { status, matches } = counted.found();
  if (total(matches) === 0 && status === 'scanned')
    return without(judgement, ({ policyId }) => counted.policies.includes(policyId));
  const all = [...(content?.matches ?? []), ...matches];
  return { ...judgement, content: { labels: [], ...content, status, matches: all } };
}

function afterMasking(judgement: Judgement): Judgement | undefined {
  const { masked, content: known } = judgement;
  if (masked === undefined) return judgement;
  const { matches } = masked();
  const count = total(matches);
  if (count === 0) return without(judgement, ({ action }) => action === 'redact');
  const content = known ?? { status: 'scanned', matches, labels: [] };
  return { ...judgement, content: { ...content, masked: count } };
}
