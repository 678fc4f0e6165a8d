import { Failure } from '../../model/failure.ts';
import type { RecordStore } from '../record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from '../seal.ts';

/** Milliseconds a person may take to sign in meanwhile. */
const LIFE = 10 * 60_000;
/** Requests one process keeps at once: anybody can post one to an app that signs none. */
const MAX_KEPT = 20_000;

/** Requests that came by POST, kept for the navigation that can bring cookies. */
export interface KeptRequests<Request> {
  /** The name to find it by. Throws Failure `provider-unavailable` when too many are kept. */
  keep(appId: string, request: Request): Promise<string>;
  find(appId: string, name: string): Promise<Request | undefined>;
}

export function createKeptRequests<Request>(
  records: RecordStore,
  now: () => number,
  { table, maxKept = MAX_KEPT }: { readonly table: string; readonly maxKept?: number },
): KeptRequests<Request> {
  /** When each ends, oldest first. */
  const ends: number[] = [];
  return {
    async keep(appId, request) {
      while (ends.length > 0 && (ends[0] as number) <= now()) ends.shift();
      if (ends.length >= maxKept) throw new Failure('provider-unavailable', `${ends.length} requests of apps are open`);
      ends.push(now() + LIFE);
      const token = newToken();
      const value = seal(Buffer.from(JSON.stringify(request)), token.key, `${table} ${appId}`);
      await records.put(table, rowKey(token.id), { value, expiresAt: now() + LIFE });
      return encodeToken(token);
    },
    async find(appId, name) {
      const token = decodeToken(name);
      const held = token && (await records.get(table, rowKey(token.id)));
      const plain = token && held && unseal(held.value, token.key, `${table} ${appId}`);
      return plain && (JSON.parse(plain.toString()) as Request);
    },
  };
}
