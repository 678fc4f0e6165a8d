import type { RecordStore } from './record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from './seal.ts';
import type { OpenSession, SessionStore } from './session-store.ts';

/**
 * Sessions whose users are about to be asked on the sign-in host whether they end: an app's own host cannot be trusted with the question,
 * since script of the app is of the same origin there and could say yes.
 */
export interface Partings {
  /** The name to find it by. */
  keep(open: OpenSession): Promise<string>;
  /** The session as it stands; undefined when it has ended meanwhile, or nobody is to be asked by this name. */
  find(name: string): Promise<OpenSession | undefined>;
  /** The same, once. */
  take(name: string): Promise<OpenSession | undefined>;
}

const TABLE = 'parting';
/** Milliseconds a person may take to answer. */
const LIFE = 10 * 60_000;

interface Row {
  readonly session: OpenSession['session'];
  readonly secret: string;
}

export function createPartings(
  records: RecordStore,
  sessions: Pick<SessionStore, 'reload'>,
  now: () => number,
): Partings {
  async function read(how: 'get' | 'take', name: string): Promise<OpenSession | undefined> {
    const token = decodeToken(name);
    const held = token && (await records[how](TABLE, rowKey(token.id)));
    const plain = token && held && unseal(held.value, token.key, TABLE);
    if (!plain) return undefined;
    const { session, secret } = JSON.parse(plain.toString()) as Row;
    return sessions.reload({ session, secret: Buffer.from(secret, 'base64url'), signOutHint: undefined });
  }

  return {
    async keep({ session, secret }) {
      const token = newToken();
      const row: Row = { session, secret: secret.toString('base64url') };
      const value = seal(Buffer.from(JSON.stringify(row)), token.key, TABLE);
      await records.put(TABLE, rowKey(token.id), { value, expiresAt: now() + LIFE });
      return encodeToken(token);
    },
    find: (name) => read('get', name),
    take: (name) => read('take', name),
  };
}
