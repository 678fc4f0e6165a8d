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
  /**
   * Something happened to the user of a session: nothing more is done in its name until the provider has said anew who that
   * is. While it does not answer, `current` rejects with Failure `provider-unavailable`, and what is open is cut off.
   */
  recheck(sessionId: string): Promise<void>;
  /** Has the provider forget what a session was renewed with, before it ends. A provider that does not is told to the log alone. */
  revoke(open: OpenSession): Promise<void>;
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
/** Milliseconds for which a session is known to be looked at again: by then it was, or it has ended. */
const FLAG_LIFE = 24 * 3_600_000;
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

  /** When sessions were last to be looked at again. */
  const flagged = new Map<string, number>();

  async function renewed(open: OpenSession, { mapping, protocol }: Provider): Promise<OpenSession | undefined> {
    const { session } = open;
    const token = await sessions.attached(open, RENEWAL);
    if (!token || !protocol.renewal) return open;
    // What is said now is said after everything known by now.
    const claimsAt = Math.max(now(), (flagged.get(session.id) ?? 0) + 1);
    const answer = await protocol.renewal.renew(token.toString(), session.user.subject);
    if ('refused' in answer) {
      await parts.end(session, answer.refused);
      return undefined;
    }
    // Before anything else: what was used is used up.
    await sessions.attach(open, RENEWAL, Buffer.from(answer.token));
    if ('silent' in answer) throw new Failure('provider-unavailable', answer.silent);
    const { claims } = answer;
    if (claims === undefined) return sessions.update(open, (held) => ({ ...held, claimsAt }));
    let facts: ReturnType<typeof factsOf>;
    try {
      facts = factsOf(session.user.provider, claims, mapping, session.device.userAgent);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await parts.end(session, error.message);
      return undefined;
    }
    const after = await sessions.update(open, ({ risk: _before, ...held }) => ({ ...held, ...facts, claimsAt }));
    if (after && judged(after.session) !== judged(session)) parts.changed(session.id);
    return after;
  }

  async function alone(open: OpenSession, provider: Provider): Promise<OpenSession | undefined> {
    const { id, claimsAt, user } = open.session;
    const lock = { value: new Uint8Array(), expiresAt: now() + LOCK };
    const mine = await records.add('renewing', id, lock);
    // Somebody else is at it, or was while this one waited: then theirs counts.
    const held = await sessions.reload(open);
    try {
      if (!held || !mine || held.session.claimsAt !== claimsAt) return held;
      return await renewed(held, provider);
    } catch (error) {
      if (error instanceof Failure) peaceUntil.set(user.provider, now() + PEACE);
      throw error;
    } finally {
      if (mine) await records.remove('renewing', id);
    }
  }

  /** A provider that does not answer changes nothing. */
  async function orAsItWas(open: OpenSession, renewing: Promise<OpenSession | undefined>) {
    try {
      return await renewing;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { provider } = open.session.user;
      parts.warn(provider, `claims could not be renewed; the old ones are used on: ${error.message}`);
      return sessions.reload(open);
    }
  }

  /** A session that something happened to: as the provider says it is now, or not at all. */
  async function renewedFor(open: OpenSession, at: number): Promise<OpenSession | undefined> {
    const { session } = open;
    const provider = providers.get(session.user.provider);
    if (!session.renewable || !provider?.protocol.renewal) {
      await parts.end(session, 'an event about its user, and its claims cannot be had anew');
      return undefined;
    }
    if (now() < (peaceUntil.get(session.user.provider) ?? 0))
      throw new Failure('provider-unavailable', 'an event about the user, and the provider does not answer');
    const after = await renew(open, provider);
    if (after && isBefore(after, at))
      throw new Failure('provider-unavailable', 'an event about the user, and the claims are renewed elsewhere');
    return after;
  }

  /** Whether what is known of a session's user was said before a moment. */
  function isBefore({ session }: OpenSession, at: number | undefined): at is number {
    return at !== undefined && (session.claimsAt ?? session.createdAt) <= at;
  }

  async function readFlags(): Promise<void> {
    const ids = await records.keys('recheck', '');
    for (const id of flagged.keys()) if (!ids.includes(id)) flagged.delete(id);
    for (const id of ids) {
      const held = await records.get('recheck', id);
      if (held) flagged.set(id, Number(Buffer.from(held.value).toString()));
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
    await readFlags();
    for (const [id, { open, at }] of [...seen]) {
      if (!parts.isOpen(id)) {
        // A request that has just come may be about to open something.
        if (now() - at > INTERVAL) seen.delete(id);
        continue;
      }
      const after = await keptFresh(open);
      if (after === open) continue;
      if (after) seen.set(id, { open: after, at: now() });
      else seen.delete(id);
    }
  }

  /** The same for what is open without a request. */
  async function keptFresh(open: OpenSession): Promise<OpenSession | undefined> {
    const at = flagged.get(open.session.id);
    if (isBefore(open, at)) {
      try {
        return await renewedFor(open, at);
      } catch (error) {
        parts.changed(open.session.id);
        throw error;
      }
    }
    const provider = due(open);
    return provider ? orAsItWas(open, renew(open, provider)) : open;
  }

  const timer = setInterval(() => void look().catch(failed('')), INTERVAL).unref();

  return {
    async current(open) {
      const { id, renewable, user } = open.session;
      if (renewable) seen.set(id, { open, at: now() });
      const at = flagged.get(id);
      if (isBefore(open, at)) return renewedFor(open, at);
      const provider = due(open);
      if (!provider) return open;
      const renewing = orAsItWas(open, renew(open, provider));
      if (ageOf(open) >= (provider.protocol.renewal?.claimsMaxAge ?? 0)) return renewing;
      renewing.catch(failed(user.provider));
      return open;
    },
    async recheck(sessionId) {
      // Later than the last, also within the same millisecond.
      const at = Math.max(now(), (flagged.get(sessionId) ?? 0) + 1);
      const value = Buffer.from(String(at));
      await records.put('recheck', sessionId, { value, expiresAt: at + FLAG_LIFE });
      flagged.set(sessionId, at);
      const held = seen.get(sessionId);
      if (held && parts.isOpen(sessionId)) keptFresh(held.open).catch(failed(held.open.session.user.provider));
    },
    async revoke(open) {
      const { renewable, user } = open.session;
      const renewal = renewable ? providers.get(user.provider)?.protocol.renewal : undefined;
      const token = renewal && (await sessions.attached(open, RENEWAL));
      if (!token) return;
      renewal.revoke(token.toString()).catch((error: unknown) => {
        parts.warn(user.provider, `a refresh token could not be revoked: ${String(error)}`);
      });
    },
    close: () => clearInterval(timer),
  };
}

/** What policies look at, as one text. */
function judged({ user, device, risk }: Session): string {
  return JSON.stringify([[...user.groups].sort(), device.tags && [...device.tags].sort(), risk, user.name, user.email]);
}
