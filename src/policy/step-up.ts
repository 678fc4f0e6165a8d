import type { AuthenticationFacts, Facts, StepUpDemand } from '../model/decision.ts';

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

/**
 * What is asked of a user who has not done enough. A recent sign-in counts as use, so where a session was unused for too long,
 * it must not be older than that.
 */
export function demandOf({ idle, maxAge, ...demand }: StepUpDemand): StepUpDemand {
  const ages = [idle, maxAge].filter((age) => age !== undefined);
  return ages.length === 0 ? demand : { ...demand, maxAge: Math.min(...ages) };
}

/** Whether a policy has nothing more to ask for. A use that nobody has seen is none: then the sign-in itself has to be recent. */
export function isMet(demand: StepUpDemand, { authentication, at, lastUsed }: Facts): boolean {
  if (!meets(demand, authentication, at)) return false;
  const { idle } = demand;
  if (idle === undefined || (at !== undefined && lastUsed !== undefined && at - lastUsed <= idle)) return true;
  return meets(demandOf(demand), authentication, at);
}
