import type { ActivityObject, ActivityType, EnforcementPoint } from './activity.ts';
import type { Findings } from './content.ts';
import type { Action, PolicyMatch } from './policy-match.ts';

/** A fact that may be missing. `undefined` is the value *unknown* (law 6), never "no". */
export type Fact<T> = T | undefined;

/** Everything a policy may look at. Pure data: made by the pipeline, stored with the row, replayable by `explain`. */
export interface Facts {
  readonly activity: ActivityType;
  readonly appId: string;
  readonly user: Fact<string>;
  readonly groups: Fact<readonly string[]>;
  readonly deviceTags: Fact<readonly string[]>;
  /** A tag that is known or unknown apart from the others: that of client certificates. */
  readonly certificateTag?: { readonly tag: string; readonly held: Fact<boolean> };
  readonly ip: Fact<string>;
  readonly object?: ActivityObject;
  /** What is in the file; `unread` while nobody has looked. */
  readonly content?: Fact<Findings> | 'unread';
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
