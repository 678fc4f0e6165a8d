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

/** What was found in a file: counts, and masked samples; never the content. */
export interface ContentRecord {
  /** A ScanStatus, or `not-inspected` where nobody could look. */
  readonly status: string;
  readonly types?: readonly string[];
  readonly disguised?: boolean;
  readonly sha256?: string;
  readonly matches: readonly {
    readonly detector: string;
    readonly count: number;
    readonly samples: readonly string[];
  }[];
  /** GUIDs of sensitivity labels. */
  readonly labels: readonly string[];
  readonly malware?: string;
  /** Parts that could not be read, and why. */
  readonly unscanned?: readonly string[];
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
  readonly content?: ContentRecord;
  readonly deviceTags?: readonly string[];
  readonly ip: string;
  readonly userAgent: string;
  readonly outcome: 'allowed' | 'monitored' | 'blocked';
  readonly enforcedBy: EnforcementPoint;
  readonly policies: readonly PolicyMatch[];
}
