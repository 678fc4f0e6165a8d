import type { OpenSession, SessionStore } from '../session-store.ts';
import type { FactorStore } from './factor-store.ts';

/** Milliseconds for finding the key and touching it. */
const LIFE = 10 * 60_000;

/** Challenges that a browser has to answer: each for one session and one purpose, and once. */
export interface Challenges {
  keep(open: OpenSession, purpose: string, challenge: string): Promise<void>;
  /** The challenge that waits, the first time it is asked for. */
  take(open: OpenSession, purpose: string, user: string): Promise<string | undefined>;
}

export function createChallenges(
  sessions: Pick<SessionStore, 'attach' | 'attached'>,
  factors: Pick<FactorStore, 'spend'>,
  now: () => number,
): Challenges {
  const nameOf = (purpose: string): string => `factor-challenge-${purpose}`;
  return {
    keep: (open, purpose, challenge) =>
      sessions.attach(open, nameOf(purpose), Buffer.from(JSON.stringify({ challenge, at: now() }))),
    async take(open, purpose, user) {
      const held = await sessions.attached(open, nameOf(purpose));
      if (!held) return undefined;
      const { challenge, at } = JSON.parse(held.toString()) as { readonly challenge: string; readonly at: number };
      if (now() - at > LIFE) return undefined;
      return (await factors.spend(user, `challenge/${challenge}`, LIFE)) ? challenge : undefined;
    },
  };
}
