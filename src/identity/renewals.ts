import { Failure } from '../model/failure.ts';
import type { Session } from '../model/identity.ts';
import { factsOf } from './claims.ts';
import type { Provider } from './identity-provider.ts';
import type { RecordStore } from './record-store.ts';
import type { OpenSession, SessionStore } from './session-store.ts';

export interface RenewalParts {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly sessions: SessionStore;
  readonly records: RecordStore;
  readonly now: () => number;
  /** Whether a session has something open: then it is kept fresh without a request. */
  readonly isOpen: (sessionId: string) => boolean;
  /** Told when what policies look at has changed: what is open was allowed under other facts. */
  readonly changed: (sessionId: string) => void;
  /** Ends a session whose provider says its user is no longer let in. */
  readonly end: (session: Session, reason: string) => Promise<void>;
  /** Told for the operational log. */
  readonly warn: (provider: string, detail: string) => void;
}

/** Keeps what is known of a session's user as fresh as the provider's setting asks for. */
export interface Renewals {
  /** The session as it stands now; undefined when it has ended. Waits only for claims that are older than allowed. */
  current(open: OpenSession): Promise<OpenSession | undefined>;
  close(): void;
}

/** What is attached to a session: what its provider wants to see to say the claims anew. */
export const RENEWAL = 'renewal';

/** Milliseconds between two looks at the sessions with something open. */
const INTERVAL = 5000;
/** Part of the age allowed after which claims are renewed while the old ones are still used. */
const AHEAD = 0.75;
/** Milliseconds a provider that did not answer is left in peace. */
const PEACE = 15_000;
/** Milliseconds one renewal may take, in whichever process. */
const LOCK = 30_000;

/**
 * A session is opened by its user's cookie alone, so it is renewed on a request of theirs, and while something of theirs is open. Of
 * several requests, also in several processes, one renews: a provider that sees an old refresh token again takes it for stolen
 * (RFC 9700 section 4.14.2). A provider that does not answer changes nothing; one that refuses ends the session.
 */
export function createRenewals(parts: RenewalParts): Renewals {
  const { providers, sessions, records, now } = parts;
  const going = new Map<string, Promise<OpenSession | undefined>>();
  /** When each provider that was silent is asked again. */
  const peaceUntil = new Map<string, number>();
  /** Sessions that can be renewed, as they were last seen; only what is open is kept. */
  const seen = new Map<string, { readonly open: OpenSession; readonly at: number }>();

  async function renewed(open: OpenSession, { mapping, protocol }: Provider): Promise<OpenSession | undefined> {
    const { session } = open;
    const token = await sessions.attached(open, RENEWAL);
    if (!token || !protocol.renewal) return open;
    const answer = await protocol.renewal.renew(token.toString(), session.user.subject);
    if ('refused' in answer) {
      await parts.end(session, answer.refused);
      return undefined;
    }
    // Before anything else: what was used is used up.
    await sessions.attach(open, RENEWAL, Buffer.from(answer.token));
    if ('silent' in answer) throw new Failure('provider-unavailable', answer.silent);
    const { claims } = answer;
    if (claims === undefined) return sessions.update(open, (held) => ({ ...held, claimsAt: now() }));
    let facts: ReturnType<typeof factsOf>;
    try {
      facts = factsOf(session.user.provider, claims, mapping, session.device.userAgent);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await parts.end(session, error.message);
      return undefined;
    }
    const after = await sessions.update(open, ({ risk: _before, ...held }) => ({ ...held, ...facts, claimsAt: now() }));
    if (after && judged(after.session) !== judged(session)) parts.changed(session.id);
    return after;
  }

  async function alone(open: OpenSession, provider: Provider): Promise<OpenSession | undefined> {
    const { id, claimsAt, user } = open.session;
    const lock = { value: new Uint8Array(), expiresAt: now() + LOCK };
    const mine = await records.add('renewing', id, lock);
    // Somebody else is at it, or was while this one waited: then theirs counts.
    const held = await sessions.reload(open);
    if (!held || !mine || held.session.claimsAt !== claimsAt) {
      if (mine) await records.remove('renewing', id);
      return held;
    }
    try {
      return await renewed(held, provider);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      peaceUntil.set(user.provider, now() + PEACE);
      parts.warn(user.provider, `claims could not be renewed; the old ones are used on: ${error.message}`);
      return held;
    } finally {
      await records.remove('renewing', id);
    }
  }

  function renew(open: OpenSession, provider: Provider): Promise<OpenSession | undefined> {
    const { id } = open.session;
    const held = going.get(id);
    if (held) return held;
    const started = alone(open, provider).finally(() => going.delete(id));
    going.set(id, started);
    return started;
  }

  function ageOf({ session }: OpenSession): number {
    return now() - (session.claimsAt ?? session.createdAt);
  }

  /** The provider of a session that can be renewed and is due. */
  function due(open: OpenSession): Provider | undefined {
    const { renewable, user } = open.session;
    const provider = renewable ? providers.get(user.provider) : undefined;
    if (!provider?.protocol.renewal || now() < (peaceUntil.get(user.provider) ?? 0)) return undefined;
    return ageOf(open) >= provider.protocol.renewal.claimsMaxAge * AHEAD ? provider : undefined;
  }

  function failed(provider: string): (error: unknown) => void {
    return (error) => parts.warn(provider, `claims could not be renewed: ${String(error)}`);
  }

  async function look(): Promise<void> {
    for (const [id, { open, at }] of [...seen]) {
      if (!parts.isOpen(id)) {
        // A request that has just come may be about to open something.
        if (now() - at > INTERVAL) seen.delete(id);
        continue;
      }
      const provider = due(open);
      if (!provider) continue;
      const after = await renew(open, provider);
      if (after) seen.set(id, { open: after, at: now() });
      else seen.delete(id);
    }
  }

  const timer = setInterval(() => void look().catch(failed('')), INTERVAL).unref();

  return {
    async current(open) {
      const { id, renewable, user } = open.session;
      if (renewable) seen.set(id, { open, at: now() });
      const provider = due(open);
      if (!provider) return open;
      const renewing = renew(open, provider);
      if (ageOf(open) >= (provider.protocol.renewal?.claimsMaxAge ?? 0)) return renewing;
      renewing.catch(failed(user.provider));
      return open;
    },
    close: () => clearInterval(timer),
  };
}

/** What policies look at, as one text. */
function judged({ user, device, risk }: Session): string {
  return JSON.stringify([[...user.groups].sort(), device.tags && [...device.tags].sort(), risk, user.name, user.email]);
}
