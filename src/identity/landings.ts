import type { RecordStore } from './record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from './seal.ts';

/** Where a browser goes once its user is signed out: an address of an app under the suffix. */
export interface Landing {
  readonly url: string;
  readonly appName: string;
}

/** Landings that wait while the identity provider ends its own session. Each is taken once. */
export interface Landings {
  /** The name to find it by. */
  keep(landing: Landing): Promise<string>;
  take(name: string): Promise<Landing | undefined>;
}

const TABLE = 'landing';
/** Milliseconds a provider may take. */
const LIFE = 10 * 60_000;

export function createLandings(records: RecordStore, now: () => number): Landings {
  return {
    async keep(landing) {
      const token = newToken();
      const value = seal(Buffer.from(JSON.stringify(landing)), token.key, TABLE);
      await records.put(TABLE, rowKey(token.id), { value, expiresAt: now() + LIFE });
      return encodeToken(token);
    },
    async take(name) {
      const token = decodeToken(name);
      const held = token && (await records.take(TABLE, rowKey(token.id)));
      const plain = token && held && unseal(held.value, token.key, TABLE);
      return plain && (JSON.parse(plain.toString()) as Landing);
    },
  };
}
