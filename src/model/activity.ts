import type { PolicyMatch } from './policy-match.ts';

/** Activity types this version recognises. Features 2.7 names the full set. */
export const ACTIVITY_TYPES = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'view',
  'download',
  'upload',
  'copy',
  'cut',
  'paste',
  'print',
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

/** Where a control was enforced (law 8). */
export type EnforcementPoint = 'gateway' | 'page';

/** What was acted on: a file, a page, a selection. `size` in bytes. */
export interface ActivityObject {
  readonly name?: string;
  readonly type?: string;
  readonly size?: number;
  readonly url?: string;
}

/** One row of the activity log. `at` is epoch milliseconds; `exchangeId` joins it to the traffic and operational logs. */
export interface Activity {
  readonly id: string;
  readonly at: number;
  readonly type: ActivityType;
  readonly exchangeId: string;
  readonly sessionId?: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly appId?: string;
  readonly object?: ActivityObject;
  readonly deviceTags?: readonly string[];
  readonly ip: string;
  readonly userAgent: string;
  readonly outcome: 'allowed' | 'monitored' | 'blocked';
  readonly enforcedBy: EnforcementPoint;
  readonly policies: readonly PolicyMatch[];
}
