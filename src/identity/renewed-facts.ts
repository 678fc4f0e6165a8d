import type { Session } from '../model/identity.ts';
import type { SignedIn } from './session-store.ts';

/**
 * What a session knows after its user signed in once more. Strengths add up, each with its own time: two policies that ask
 * for two of them would otherwise send the user back and forth. Second factors stay what they were. What was new at its
 * beginning stays so.
 */
export function renewedFacts(
  session: Session,
  facts: Omit<SignedIn, 'authentication' | 'firstSeen'>,
  authentication: NonNullable<Session['authentication']>,
): SignedIn {
  const now = authentication.strengths ?? [];
  const before = (session.authentication?.strengths ?? []).filter(
    ({ name }) => !now.some((each) => each.name === name),
  );
  const strengths = [...before, ...now];
  const factors = session.authentication?.factors;
  return {
    ...facts,
    authentication: {
      ...authentication,
      ...(strengths.length > 0 ? { strengths } : {}),
      ...(factors ? { factors } : {}),
    },
    ...(session.firstSeen ? { firstSeen: session.firstSeen } : {}),
  };
}
