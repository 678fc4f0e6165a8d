import { createHash, createHmac } from 'node:crypto';
import type { RecordStore } from '../../record-store.ts';
import { seal, unseal } from '../../seal.ts';

/** Table of everything that the gateway keeps as an OpenID provider. */
const TABLE = 'openid';

/**
 * Records of one app, each sealed under its place. Codes and tokens come from the app and not from the user's browser, so what
 * opens them is a key of the gateway's; their names stand in the store as hashes only.
 */
export interface SealedRecords {
  put(path: readonly [kind: string, ...ids: string[]], value: unknown, expiresAt: number): Promise<void>;
  /** Puts only where nothing is, and tells whether. */
  add(path: readonly [kind: string, ...ids: string[]], expiresAt: number): Promise<boolean>;
  /** Whether something was added. */
  has(path: readonly [kind: string, ...ids: string[]]): Promise<boolean>;
  get(path: readonly [kind: string, ...ids: string[]]): Promise<unknown>;
  remove(path: readonly [kind: string, ...ids: string[]]): Promise<void>;
  /** Values of the live records below a path. */
  below(path: readonly [kind: string, ...ids: string[]]): Promise<readonly unknown[]>;
}

export function createSealedRecords(records: RecordStore, gatewayKey: Uint8Array, appId: string): SealedRecords {
  const key = createHmac('sha256', gatewayKey).update('openid records').digest();
  const hashed = (id: string): string => createHash('sha256').update(id).digest('base64url');
  const rowOf = ([kind, ...ids]: readonly [string, ...string[]]): string => [appId, kind, ...ids.map(hashed)].join('/');
  async function read(row: string): Promise<unknown> {
    const held = await records.get(TABLE, row);
    const plain = held && unseal(held.value, key, row);
    return plain && JSON.parse(plain.toString());
  }
  return {
    async put(path, value, expiresAt) {
      const row = rowOf(path);
      await records.put(TABLE, row, { value: seal(Buffer.from(JSON.stringify(value)), key, row), expiresAt });
    },
    add: (path, expiresAt) => records.add(TABLE, rowOf(path), { value: new Uint8Array(), expiresAt }),
    has: async (path) => (await records.get(TABLE, rowOf(path))) !== undefined,
    get: (path) => read(rowOf(path)),
    remove: (path) => records.remove(TABLE, rowOf(path)),
    async below(path) {
      const rows = await records.keys(TABLE, `${rowOf(path)}/`);
      return Promise.all(rows.map(read));
    },
  };
}
