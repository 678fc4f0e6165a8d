import type { ActivityType } from '../model/activity.ts';
import type { Facts } from '../model/decision.ts';
import { createBucket } from './bucket.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { Rate } from './conditions/contract.ts';
import { rateKey } from './conditions/rate.ts';
import { contentConditions } from './content-conditions.ts';
import { CONTROLS, type EnforceableActivity, MONITORED_ACTIVITIES, WRITING } from './controls.ts';
import type { Condition, PolicyDocument } from './policy-document.ts';
import { gatherLeaves, type Program } from './program.ts';
import { type CompiledRouting, compileRouting } from './routing.ts';
import type { RoutingDocument } from './routing-document.ts';
import { screenOf } from './screen.ts';
import { compileTree } from './tree.ts';

/** Policies ready to decide. */
export interface PolicySet {
  readonly begin: Program;
  /** Policies that may match, at least. Disabled ones are not among them. */
  candidates(facts: Facts): readonly CompiledPolicy[];
  concerns(activity: ActivityType): boolean;
  /** Every policy, disabled ones too, in the order written. */
  readonly all: readonly CompiledPolicy[];
  /** What must be counted for `rate` conditions. */
  readonly rates: ReadonlyArray<Pick<Rate, 'activity' | 'within'>>;
  /** None: everybody is routed `custom`. */
  readonly routing: CompiledRouting | undefined;
}

/** What a policy is about. Read-only speaks of more than entering: of everything that writes. */
export function activitiesOf({ control, activities, action }: PolicyDocument): readonly EnforceableActivity[] {
  const own = CONTROLS[control].activities;
  if (own === 'named') return activities ?? MONITORED_ACTIVITIES;
  return action === 'read-only' ? [...own, ...WRITING] : own;
}

export function compilePolicies(documents: readonly PolicyDocument[], routed?: RoutingDocument): PolicySet {
  const leaves = gatherLeaves();
  const trees = documents.map(({ when }) =>
    when && Object.keys(when).length > 0 ? compileTree(when, leaves) : undefined,
  );
  const routing = routed && compileRouting(routed, leaves);
  const { begin, sifts } = leaves.finish();
  const all = documents.map((document, index): CompiledPolicy => {
    const when = trees[index];
    return {
      document,
      content: contentConditions(document.when),
      when,
      screen: when && screenOf(when.outline),
    };
  });
  const about = new Map<ActivityType, CompiledPolicy[]>();
  for (const policy of all) {
    if (policy.document.mode === 'disabled') continue;
    for (const activity of new Set(activitiesOf(policy.document))) {
      const sharing = about.get(activity);
      if (sharing) sharing.push(policy);
      else about.set(activity, [policy]);
    }
  }
  const buckets = new Map([...about].map(([activity, sharing]) => [activity, createBucket(sharing, sifts)]));
  return {
    begin,
    candidates: (facts) => buckets.get(facts.activity)?.(facts) ?? [],
    concerns: (activity) => buckets.has(activity) || (activity === 'access' && routing !== undefined),
    all,
    routing,
    rates: [
      ...new Map(
        documents.flatMap(({ when }) => (when ? ratesOf(when) : [])).map((rate) => [rateKey(rate), rate]),
      ).values(),
    ],
  };
}

function ratesOf({ rate, all = [], any = [], not: inner }: Condition): Rate[] {
  return [...(rate ? [rate] : []), ...[...all, ...any, ...(inner ? [inner] : [])].flatMap(ratesOf)];
}
