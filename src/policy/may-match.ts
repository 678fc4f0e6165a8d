import type { Facts } from '../model/decision.ts';
import type { PolicySet } from './compile.ts';

/** Whether a policy may match what somebody does from now on, later in the day and more often than until now; routing can refuse every download. */
export function mayMatch(set: PolicySet, { at: _at, recent: _recent, ...lasting }: Facts): boolean {
  if (set.routing && lasting.activity === 'download') return true;
  const run = set.begin(lasting);
  return set.candidates(lasting).some(({ screen }) => screen === undefined || run.mayHold(screen));
}
