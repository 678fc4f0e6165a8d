import type { RecordStore } from './record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from './seal.ts';

/** Records that open once, under a name that is also their key: the store alone opens nothing. */
export interface OneTime<T> {
  /** The name. `purpose` must be said again to open it. */
  mint(row: T, purpose: string): Promise<string>;
  /** The record, once. A wrong purpose spends it and gives nothing. */
  take(name: string, purpose: string): Promise<T | undefined>;
}

/** `life` in milliseconds. */
export function createOneTime<T>(records: RecordStore, kind: string, life: number, now: () => number): OneTime<T> {
  return {
    async mint(row, purpose) {
      const token = newToken();
      const value = seal(Buffer.from(JSON.stringify(row)), token.key, `${kind} ${purpose}`);
      await records.put(kind, rowKey(token.id), { value, expiresAt: now() + life });
      return encodeToken(token);
    },
    async take(name, purpose) {
      const token = decodeToken(name);
      const held = token && (await records.take(kind, rowKey(token.id)));
      const plain = token && held && unseal(held.value, token.key, `${kind} ${purpose}`);
      return plain && (JSON.parse(plain.toString()) as T);
    },
  };
}
