import { randomBytes } from 'node:crypto';
import { meets } from '../../policy/step-up.ts';
import type { Flow } from '../flow-store.ts';
import type { OpenSession, SessionStore } from '../session-store.ts';

/** What the sign-in must be before which a factor may be enrolled: whoever finds an open session must not make it theirs for good. */
export const ENROLMENT_DEMAND = { strengths: [], maxAge: 5 * 60_000 } as const;

/** What a flow asks of the provider: a factor is the gateway's own matter, and only enrolling one takes a fresh sign-in. */
export function demandOfSignIn({ stepUp, enrols }: Pick<Flow, 'stepUp' | 'enrols'>): Flow['stepUp'] {
  if (stepUp?.factor === undefined) return stepUp;
  return enrols ? ENROLMENT_DEMAND : undefined;
}

/** A secret that was shown and is not proven yet. It is sealed with the session, so no other session can finish what this one began. */
export interface Enrolments {
  /** The secret of this session's enrolment, begun now where the sign-in is fresh; undefined where it has to be made anew. */
  secretFor(open: OpenSession): Promise<Buffer | undefined>;
  /** The secret of an enrolment that has begun. */
  begun(open: OpenSession): Promise<Buffer | undefined>;
  ended(open: OpenSession): Promise<void>;
}

const NAME = 'factor-enrolment';
/** Milliseconds for taking the secret into an app. */
const LIFE = 10 * 60_000;
/** Bytes of a secret (RFC 4226 section 4, R6: 160 bits). */
const SIZE = 20;

export function createEnrolments(
  sessions: Pick<SessionStore, 'attach' | 'attached' | 'detach'>,
  now: () => number,
): Enrolments {
  async function begun(open: OpenSession): Promise<Buffer | undefined> {
    const held = await sessions.attached(open, NAME);
    if (!held) return undefined;
    const { secret, at } = JSON.parse(held.toString()) as { readonly secret: string; readonly at: number };
    return now() - at <= LIFE ? Buffer.from(secret, 'base64url') : undefined;
  }

  return {
    begun,
    async secretFor(open) {
      const held = await begun(open);
      if (held) return held;
      if (!meets(ENROLMENT_DEMAND, open.session.authentication, now())) return undefined;
      const secret = randomBytes(SIZE);
      await sessions.attach(
        open,
        NAME,
        Buffer.from(JSON.stringify({ secret: secret.toString('base64url'), at: now() })),
      );
      return secret;
    },
    ended: (open) => sessions.detach(open, NAME),
  };
}
