import { Failure } from '../../model/failure.ts';
import type { RecordStore } from '../record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from '../seal.ts';
import type { AppRequest } from './app-request.ts';

const TABLE = 'app-request';
/** Milliseconds a person may take to sign in meanwhile. */
const LIFE = 10 * 60_000;
/** Requests one process keeps at once: anybody can post one to an app that signs none. */
const MAX_KEPT = 20_000;

/** Requests that came by POST, kept for the navigation that can bring cookies. */
export interface KeptRequests {
  /** The name to find it by. Throws Failure `provider-unavailable` when too many are kept. */
  keep(appId: string, request: AppRequest): Promise<string>;
  find(appId: string, name: string): Promise<AppRequest | undefined>;
}

export function createKeptRequests(records: RecordStore, now: () => number, maxKept = MAX_KEPT): KeptRequests {
  /** When each ends, oldest first. */
  const ends: number[] = [];
  return {
    async keep(appId, request) {
      while (ends.length > 0 && (ends[0] as number) <= now()) ends.shift();
      if (ends.length >= maxKept) throw new Failure('provider-unavailable', `${ends.length} requests of apps are open`);
      ends.push(now() + LIFE);
      const token = newToken();
      const value = seal(Buffer.from(JSON.stringify(request)), token.key, `${TABLE} ${appId}`);
      await records.put(TABLE, rowKey(token.id), { value, expiresAt: now() + LIFE });
      return encodeToken(token);
    },
    async find(appId, name) {
      const token = decodeToken(name);
      const held = token && (await records.get(TABLE, rowKey(token.id)));
      const plain = token && held && unseal(held.value, token.key, `${TABLE} ${appId}`);
      return plain && (JSON.parse(plain.toString()) as AppRequest);
    },
  };
}
