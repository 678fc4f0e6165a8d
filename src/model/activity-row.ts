import type { ActivityObject, ActivityType, ContentRecord, EnforcementPoint } from './activity.ts';
import type { Facts } from './decision.ts';
import type { PolicyMatch } from './policy-match.ts';
import type { Route } from './route.ts';

/** How an activity ended: `marked` let it happen under the user's name, `redacted` with data masked, `protected` as a file that opens with a key only, `previewed` in the gateway's viewer, which saves nothing; `warned` and `step-up` stopped it until the user gives a reason, sees a passphrase or signs in more strongly. */
export const OUTCOMES = [
  'allowed',
  'monitored',
  'marked',
  'redacted',
  'protected',
  'previewed',
  'warned',
  'step-up',
  'blocked',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

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
  readonly outcome: Outcome;
  /** What the user answered to a warning. */
  readonly justification?: string;
  readonly enforcedBy: EnforcementPoint;
  readonly policies: readonly PolicyMatch[];
  /** Where the session was routed, where there are routing policies. */
  readonly route?: Route;
  /** What was decided on, so that the decision can be worked out again. */
  readonly facts?: Facts;
}
