import type { PolicyMatch } from './policy-match.ts';

/**
 * What becomes of a user in an app, from the laxest to the strictest; a later one wins over an earlier one. `direct`: at the
 * app's own host, without the gateway; `monitorOnly`: recorded, nothing enforced; `custom`: the policies hold;
 * `blockDownloads`: so they do, and nothing is downloaded; `block`: kept out.
 */
export const ROUTE_OUTCOMES = ['direct', 'monitorOnly', 'custom', 'blockDownloads', 'block'] as const;
export type RouteOutcome = (typeof ROUTE_OUTCOMES)[number];

/** Where a session was routed, and the routing policies that say so: none where the rest is meant. */
export interface Route {
  readonly outcome: RouteOutcome;
  readonly policies: readonly Omit<PolicyMatch, 'action'>[];
}
