import type { ActivityObject, ActivityType, EnforcementPoint } from './activity.ts';

/** Actions in order of strictness: a later one wins over an earlier one. `allow` is what holds when no policy matches. */
export const ACTIONS = ['allow', 'monitor', 'block'] as const;
export type Action = (typeof ACTIONS)[number];

/** A fact that may be missing. `undefined` is the value *unknown* (law 6), never "no". */
export type Fact<T> = T | undefined;

/** Everything a policy may look at. Pure data: made by the pipeline, stored with the row, replayable by `explain`. */
export interface Facts {
  readonly activity: ActivityType;
  readonly appId: string;
  readonly user: Fact<string>;
  readonly groups: Fact<readonly string[]>;
  readonly deviceTags: Fact<readonly string[]>;
  readonly ip: Fact<string>;
  readonly object?: ActivityObject;
}

/** Why one policy matched: its id and, per condition, the fact that satisfied it. `reasons` come from model/reasons.ts. */
export interface PolicyMatch {
  readonly policyId: string;
  readonly policyName: string;
  readonly action: Action;
  readonly reasons: readonly string[];
}

/** What decide() answers. `matches` holds every policy that matched, strictest first. */
export interface Decision {
  readonly action: Action;
  readonly message?: string;
  readonly matches: readonly PolicyMatch[];
}

/** What the page runtime must guard on this page: activity -> the message to show. Only blocked or monitored ones are listed. */
export interface PageRule {
  readonly activity: 'copy' | 'cut' | 'paste' | 'print' | 'download' | 'upload';
  readonly action: Exclude<Action, 'allow'>;
  readonly message?: string;
}

/** A page-side or gateway-side enforcement, for the log. */
export interface Enforcement {
  readonly by: EnforcementPoint;
  readonly decision: Decision;
}
