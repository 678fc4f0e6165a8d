import type { Session } from '../model/identity.ts';
import type { RecordStore } from './record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, type Token, unseal } from './seal.ts';

/** A session opened by a token, with the secret that opens what is attached to it. */
export interface OpenSession {
  readonly session: Session;
  readonly secret: Buffer;
  /** What the provider wants to see when it is asked to end its own session. */
  readonly signOutHint: string | undefined;
}

export interface SessionLimits {
  /** Milliseconds without a request. */
  readonly idle: number;
  /** Milliseconds in all. */
  readonly absolute: number;
}

/** What a sign-in says: who it is and on what device. */
export type SignedIn = Pick<
  Session,
  'user' | 'device' | 'authentication' | 'risk' | 'firstSeen' | 'claimsAt' | 'renewable'
>;

/** A session that passed a limit, by a token that its browser still holds. It opens nothing. */
export interface Lapsed {
  readonly sessionId: string;
  readonly secret: Buffer;
  readonly user: Pick<Session['user'], 'provider' | 'subject'>;
}

/**
 * How the names of attachments begin that pass on to the next session of the same user in the same browser: what an app's server knows
 * its user by is not over when a session here was not used for a while.
 */
export const INHERITED = 'jar/';

/**
 * Sessions and the tokens that open them. A token belongs to one host: presented on another it opens nothing, so a stolen
 * or tossed cookie is useless elsewhere. Ending a session makes all its tokens useless at once.
 */
export interface SessionStore {
  /** `endsAt` is when the provider's own session ends, in epoch milliseconds: this one never outlives it. */
  create(signedIn: SignedIn, signOutHint?: string, endsAt?: number): Promise<OpenSession>;
  /** The same session after its user signed in again: new facts, never later limits. Undefined when it has ended meanwhile. */
  renew(open: OpenSession, signedIn: SignedIn, signOutHint?: string, endsAt?: number): Promise<OpenSession | undefined>;
  /** The same session as it stands in the store; undefined when it has ended. */
  reload(open: OpenSession): Promise<OpenSession | undefined>;
  /** The same session with other facts, which `change` makes of those it has now. Undefined when it has ended. */
  update(open: OpenSession, change: (session: Session) => SignedIn): Promise<OpenSession | undefined>;
  /** A token for one host; its text is the cookie's value. */
  tokenFor(open: OpenSession, authority: string): Promise<string>;
  /** Undefined for a token that is malformed, unknown, of another host, past a limit, or of an ended session. */
  open(token: string, authority: string): Promise<OpenSession | undefined>;
  /** Whether a token opens a session. Does not count as a request of it. */
  opens(token: string, authority: string): Promise<boolean>;
  end(sessionId: string): Promise<void>;
  /** The session that this token opened until it passed a limit; undefined where somebody ended it, or that is too long ago. */
  lapsed(token: string, authority: string): Promise<Lapsed | undefined>;
  /** Takes over what passes on, and leaves nothing of the other behind. */
  inherit(open: OpenSession, from: Lapsed): Promise<void>;
  /** Whether a session has neither ended nor passed a limit. Does not count as a request of it. */
  isLive(sessionId: string): Promise<boolean>;
  /** Keeps bytes with a session, sealed; they go when it goes. Nothing is kept for a session that has ended. */
  attach(open: Pick<OpenSession, 'session' | 'secret'>, name: string, value: Uint8Array): Promise<void>;
  attached(open: Pick<OpenSession, 'session' | 'secret'>, name: string): Promise<Buffer | undefined>;
  detach(open: Pick<OpenSession, 'session'>, name: string): Promise<void>;
}

interface TokenRow {
  readonly sessionId: string;
  readonly secret: string;
}

interface SessionRow {
  readonly session: Session;
  readonly signOutHint?: string;
}

/** A session's end is moved at most so often: writing on every request would cost more than it gives. */
const TOUCH_STEP = 15_000;
/** Milliseconds for which what passes on is kept when the longest time of its session is over. */
const HERITAGE = 12 * 3_600_000;
/** What is attached to say whose session it was. */
const OWNER = 'owner';
/** Characters of a hint that is kept: it travels in a URL at sign-out, so a larger one is of no use. */
const MAX_HINT = 4096;

/**
 * Sessions over a store of records. Nothing opened is held in memory: a lookup is two reads by primary key and two
 * unsealings (some tens of microseconds), and so a revocation counts at once in every process that shares the store.
 */
export function createSessionStore(records: RecordStore, limits: SessionLimits, now: () => number): SessionStore {
  const touchStep = Math.min(TOUCH_STEP, limits.idle / 10);
  const endOf = ({ createdAt, expiresAt }: Session): number =>
    Math.min(now() + limits.idle, createdAt + limits.absolute, expiresAt);

  function sealed({ session, secret, signOutHint }: OpenSession): { value: Uint8Array; expiresAt: number } {
    const row: SessionRow = { session, ...(signOutHint === undefined ? {} : { signOutHint }) };
    const value = seal(Buffer.from(JSON.stringify(row)), secret, `session ${session.id}`);
    return { value, expiresAt: endOf(session) };
  }

  const keptHint = (signOutHint: string | undefined): string | undefined =>
    signOutHint !== undefined && signOutHint.length <= MAX_HINT ? signOutHint : undefined;

  async function reload({ session: { id }, secret }: OpenSession): Promise<OpenSession | undefined> {
    const held = await records.get('session', id);
    const row = held && unseal(held.value, secret, `session ${id}`);
    if (!row) return undefined;
    const { session, signOutHint } = JSON.parse(row.toString()) as SessionRow;
    return { session, secret, signOutHint };
  }

  async function read(text: string, authority: string): Promise<Pick<Lapsed, 'sessionId' | 'secret'> | undefined> {
    const token = decodeToken(text);
    const held = token && (await records.get('token', rowKey(token.id)));
    const row = token && held && unseal(held.value, token.key, `token ${authority}`);
    if (!row) return undefined;
    const { sessionId, secret } = JSON.parse(row.toString()) as TokenRow;
    return { sessionId, secret: Buffer.from(secret, 'base64url') };
  }

  async function keep({ session, secret }: Pick<OpenSession, 'session' | 'secret'>, name: string, value: Uint8Array) {
    const key = `${session.id}/${name}`;
    const passesOn = name === OWNER || name.startsWith(INHERITED);
    const expiresAt = session.expiresAt + (passesOn ? HERITAGE : 0);
    await records.put('attachment', key, { value: seal(value, secret, `attachment ${key}`), expiresAt });
  }

  async function attached(sessionId: string, secret: Buffer, name: string): Promise<Buffer | undefined> {
    const key = `${sessionId}/${name}`;
    const held = await records.get('attachment', key);
    return held && unseal(held.value, secret, `attachment ${key}`);
  }

  return {
    reload,
    async update(open, change) {
      const held = await reload(open);
      if (!held) return undefined;
      const { id, createdAt, expiresAt } = held.session;
      const changed = { ...held, session: { ...change(held.session), id, createdAt, expiresAt } };
      return (await records.replace('session', id, sealed(changed))) ? changed : undefined;
    },
    async create(signedIn, signOutHint, endsAt = Number.POSITIVE_INFINITY) {
      const { id, key: secret } = newToken();
      const session: Session = {
        ...signedIn,
        id: rowKey(id),
        createdAt: now(),
        expiresAt: Math.min(now() + limits.absolute, endsAt),
      };
      const open: OpenSession = { session, secret, signOutHint: keptHint(signOutHint) };
      await records.put('session', session.id, sealed(open));
      const { provider, subject } = session.user;
      await keep(open, OWNER, Buffer.from(JSON.stringify({ provider, subject })));
      return open;
    },
    async renew(open, signedIn, signOutHint, endsAt = Number.POSITIVE_INFINITY) {
      const { id, createdAt, expiresAt } = open.session;
      const renewed: OpenSession = {
        session: { id, createdAt, ...signedIn, expiresAt: Math.min(expiresAt, endsAt) },
        secret: open.secret,
        signOutHint: keptHint(signOutHint),
      };
      return (await records.replace('session', open.session.id, sealed(renewed))) ? renewed : undefined;
    },
    async tokenFor({ session, secret }, authority) {
      const token: Token = newToken();
      const row: TokenRow = { sessionId: session.id, secret: secret.toString('base64url') };
      const value = seal(Buffer.from(JSON.stringify(row)), token.key, `token ${authority}`);
      await records.put('token', rowKey(token.id), { value, expiresAt: session.expiresAt + HERITAGE });
      return encodeToken(token);
    },
    async open(text, authority) {
      const named = await read(text, authority);
      if (!named) return undefined;
      const { sessionId, secret } = named;
      const held = await records.get('session', sessionId);
      const row = held && unseal(held.value, secret, `session ${sessionId}`);
      if (!row) return undefined;
      const { session, signOutHint } = JSON.parse(row.toString()) as SessionRow;
      const end = endOf(session);
      if (end - held.expiresAt >= touchStep && !(await records.extend('session', sessionId, end))) return undefined;
      return { session, secret, signOutHint };
    },
    async opens(text, authority) {
      const named = await read(text, authority);
      return named !== undefined && (await records.get('session', named.sessionId)) !== undefined;
    },
    async isLive(sessionId) {
      return (await records.get('session', sessionId)) !== undefined;
    },
    async end(sessionId) {
      await records.remove('session', sessionId);
      await records.removeAll('attachment', `${sessionId}/`);
    },
    async lapsed(text, authority) {
      const named = await read(text, authority);
      if (!named || (await records.get('session', named.sessionId))) return undefined;
      const owner = await attached(named.sessionId, named.secret, OWNER);
      return owner && { ...named, user: JSON.parse(owner.toString()) as Lapsed['user'] };
    },
    async inherit(open, { sessionId, secret }) {
      const prefix = `${sessionId}/`;
      for (const key of await records.keys('attachment', prefix + INHERITED)) {
        const name = key.slice(prefix.length);
        const value = await attached(sessionId, secret, name);
        if (value) await keep(open, name, value);
      }
      await records.removeAll('attachment', prefix);
    },
    async attach(open, name, value) {
      if (await records.get('session', open.session.id)) await keep(open, name, value);
    },
    attached: ({ session, secret }, name) => attached(session.id, secret, name),
    async detach({ session }, name) {
      await records.remove('attachment', `${session.id}/${name}`);
    },
  };
}
