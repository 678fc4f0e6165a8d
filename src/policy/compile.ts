import type { ActivityType } from '../model/activity.ts';
import type { Rate } from './conditions/contract.ts';
import { CONTROLS, type EnforceableActivity, MONITORED_ACTIVITIES, WRITING } from './controls.ts';
import type { Condition, PolicyDocument } from './policy-document.ts';
import { gatherLeaves, type Program } from './program.ts';
import { compileTree, type Tree } from './tree.ts';

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  /** None: the policy always holds. */
  readonly when: Tree | undefined;
}

/** The policies about one activity: those of every app, and those that can hold in one app only. */
interface Bucket {
  readonly everywhere: CompiledPolicy[];
  readonly byApp: Map<string, CompiledPolicy[]>;
}

/** Policies ready to decide. */
export interface PolicySet {
  readonly begin: Program;
  /** Policies that can match, by what they are about. Disabled ones are not among them. */
  candidates(activity: ActivityType, appId: string): ReadonlyArray<readonly CompiledPolicy[]>;
  concerns(activity: ActivityType): boolean;
  /** Every policy, disabled ones too, in the order written. */
  readonly all: readonly CompiledPolicy[];
  /** What must be counted for `rate` conditions. */
  readonly rates: ReadonlyArray<Pick<Rate, 'activity' | 'within'>>;
}

/** What a policy is about. Read-only speaks of more than entering: of everything that writes. */
export function activitiesOf({ control, activities, action }: PolicyDocument): readonly EnforceableActivity[] {
  const own = CONTROLS[control].activities;
  if (own === 'named') return activities ?? MONITORED_ACTIVITIES;
  return action === 'read-only' ? [...own, ...WRITING] : own;
}

export function compilePolicies(documents: readonly PolicyDocument[]): PolicySet {
  const leaves = gatherLeaves();
  const all = documents.map(
    (document): CompiledPolicy => ({
      document,
      when: document.when && Object.keys(document.when).length > 0 ? compileTree(document.when, leaves) : undefined,
    }),
  );
  const buckets = new Map<ActivityType, Bucket>();
  for (const policy of all) {
    if (policy.document.mode === 'disabled') continue;
    for (const activity of new Set(activitiesOf(policy.document))) {
      let bucket = buckets.get(activity);
      if (!bucket) buckets.set(activity, (bucket = { everywhere: [], byApp: new Map() }));
      shelve(policy, bucket);
    }
  }
  return {
    begin: leaves.finish(),
    candidates(activity, appId) {
      const bucket = buckets.get(activity);
      return bucket ? [bucket.everywhere, bucket.byApp.get(appId.toLowerCase()) ?? []] : [];
    },
    concerns: (activity) => buckets.has(activity),
    all,
    rates: documents.flatMap(({ when }) => (when ? ratesOf(when) : [])),
  };
}

function shelve(policy: CompiledPolicy, { everywhere, byApp }: Bucket): void {
  const leaf = policy.when?.required.find(({ name }) => name === 'app');
  if (!leaf) {
    everywhere.push(policy);
    return;
  }
  for (const app of new Set((leaf.values as readonly string[]).map((value) => value.toLowerCase()))) {
    const list = byApp.get(app);
    if (list) list.push(policy);
    else byApp.set(app, [policy]);
  }
}

function ratesOf({ rate, all = [], any = [], not: inner }: Condition): Rate[] {
  return [...(rate ? [rate] : []), ...[...all, ...any, ...(inner ? [inner] : [])].flatMap(ratesOf)];
}
