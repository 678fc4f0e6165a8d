import type { Session } from '../model/identity.ts';
import type { RecordStore } from './record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, type Token, unseal } from './seal.ts';

/** A session opened by a token, with the secret that opens what is attached to it. */
export interface OpenSession {
  readonly session: Session;
  readonly secret: Buffer;
  /** ID token of the sign-in, for signing out at the provider. */
  readonly idToken: string | undefined;
}

export interface SessionLimits {
  /** Milliseconds without a request. */
  readonly idle: number;
  /** Milliseconds in all. */
  readonly absolute: number;
}

/**
 * Sessions and the tokens that open them. A token belongs to one host: presented on another it opens nothing, so a stolen
 * or tossed cookie is useless elsewhere. Ending a session makes all its tokens useless at once.
 */
export interface SessionStore {
  create(session: Omit<Session, 'id' | 'createdAt' | 'expiresAt'>, idToken: string | undefined): Promise<OpenSession>;
  /** A token for one host; its text is the cookie's value. */
  tokenFor(open: OpenSession, authority: string): Promise<string>;
  /** Undefined for a token that is malformed, unknown, of another host, past a limit, or of an ended session. */
  open(token: string, authority: string): Promise<OpenSession | undefined>;
  end(sessionId: string): Promise<void>;
  attach(open: Pick<OpenSession, 'session' | 'secret'>, name: string, value: Uint8Array): Promise<void>;
  attached(open: Pick<OpenSession, 'session' | 'secret'>, name: string): Promise<Buffer | undefined>;
}

interface TokenRow {
  readonly sessionId: string;
  readonly secret: string;
}

interface SessionRow {
  readonly session: Session;
  readonly idToken: string | undefined;
}

/** A session's end is moved at most so often: writing on every request would cost more than it gives. */
const TOUCH_STEP = 15_000;

export function createSessionStore(records: RecordStore, limits: SessionLimits, now: () => number): SessionStore {
  const touched = new Map<string, number>();

  async function write({ session, idToken }: SessionRow, secret: Buffer): Promise<void> {
    const expiresAt = Math.min(now() + limits.idle, session.createdAt + limits.absolute);
    const value = seal(Buffer.from(JSON.stringify({ session, idToken })), secret, `session ${session.id}`);
    await records.put('session', session.id, { value, expiresAt });
    touched.set(session.id, now());
  }

  return {
    async create(fresh, idToken) {
      const { id, key: secret } = newToken();
      const session: Session = { ...fresh, id: rowKey(id), createdAt: now(), expiresAt: now() + limits.absolute };
      await write({ session, idToken }, secret);
      return { session, secret, idToken };
    },
    async tokenFor({ session, secret }, authority) {
      const token: Token = newToken();
      const row: TokenRow = { sessionId: session.id, secret: secret.toString('base64url') };
      const value = seal(Buffer.from(JSON.stringify(row)), token.key, `token ${authority}`);
      await records.put('token', rowKey(token.id), { value, expiresAt: session.expiresAt });
      return encodeToken(token);
    },
    async open(text, authority) {
      const token = decodeToken(text);
      const sealedToken = token && (await records.get('token', rowKey(token.id)));
      const tokenRow = token && sealedToken && unseal(sealedToken.value, token.key, `token ${authority}`);
      if (!tokenRow) return undefined;
      const { sessionId, secret: encoded } = JSON.parse(tokenRow.toString()) as TokenRow;
      const secret = Buffer.from(encoded, 'base64url');
      const sealed = await records.get('session', sessionId);
      const row = sealed && unseal(sealed.value, secret, `session ${sessionId}`);
      if (!row) return undefined;
      const opened = JSON.parse(row.toString()) as SessionRow;
      if (now() - (touched.get(sessionId) ?? 0) >= TOUCH_STEP) await write(opened, secret);
      return { session: opened.session, secret, idToken: opened.idToken };
    },
    async end(sessionId) {
      touched.delete(sessionId);
      await records.remove('session', sessionId);
      await records.removeAll('attachment', `${sessionId}/`);
    },
    async attach({ session, secret }, name, value) {
      const key = `${session.id}/${name}`;
      await records.put('attachment', key, {
        value: seal(value, secret, `attachment ${key}`),
        expiresAt: session.expiresAt,
      });
    },
    async attached({ session, secret }, name) {
      const key = `${session.id}/${name}`;
      const held = await records.get('attachment', key);
      return held && unseal(held.value, secret, `attachment ${key}`);
    },
  };
}
