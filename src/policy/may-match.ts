import type { Facts } from '../model/decision.ts';
import type { PolicySet } from './compile.ts';

/**
 * Whether a policy may match what somebody does from now on, as far as is quickly told: later in the day, and more often than until now. Routing
 * can refuse every download.
 */
export function mayMatch(set: PolicySet, { at: _at, recent: _recent, ...lasting }: Facts): boolean {
  return (set.routing !== undefined && lasting.activity === 'download') || set.candidates(lasting).length > 0;
}
