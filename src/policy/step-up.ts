import type { AuthenticationFacts, StepUpDemand } from '../model/decision.ts';

/**
 * Whether a sign-in is what a step-up asks for: one of the strengths or the second factor, shown recently enough. A strength
 * nobody told and a time nobody told are not enough. `at`: now, epoch milliseconds.
 */
export function meets(
  { strengths, factor, maxAge }: StepUpDemand,
  done: AuthenticationFacts | undefined,
  at: number | undefined,
) {
  const fresh = (moment: number | undefined): boolean =>
    maxAge === undefined || (moment !== undefined && at !== undefined && at - moment <= maxAge);
  if (!done) return false;
  if (factor !== undefined)
    return (done.factors ?? []).some((held) => (factor === 'any' || factor === held.name) && fresh(held.at));
  if (strengths.length === 0) return fresh(done.at);
  const wanted = strengths.map((each) => each.toLowerCase());
  return (done.strengths ?? []).some((held) => wanted.includes(held.name.toLowerCase()) && fresh(held.at));
}
