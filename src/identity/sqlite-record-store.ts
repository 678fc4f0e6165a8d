import { DatabaseSync } from 'node:sqlite';
import type { RecordStore, StoredRecord } from './record-store.ts';

/** Milliseconds between two sweeps of ended records. */
const SWEEP = 60_000;
/** Milliseconds to wait for others that write. */
const BUSY = 5000;

/** The store of a single node: one SQLite file, or `:memory:`. */
export function openSqliteRecordStore(file: string, now: () => number): RecordStore {
  // From the first statement on: opening takes locks itself, and others may be at work or opening it as well.
  const database = new DatabaseSync(file, { timeout: BUSY });
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS record (kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS record_expires ON record (expires);`);
  const put = database.prepare(
    'INSERT INTO record (kind, key, value, expires) VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, expires = excluded.expires',
  );
  const add = database.prepare(
    'INSERT INTO record (kind, key, value, expires) VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE record.expires <= ?',
  );
  const keys = database.prepare('SELECT key FROM record WHERE kind = ? AND key >= ? AND key < ? AND expires > ?');
  const replace = database.prepare(
    'UPDATE record SET value = ?, expires = ? WHERE kind = ? AND key = ? AND expires > ?',
  );
  const extend = database.prepare('UPDATE record SET expires = ? WHERE kind = ? AND key = ? AND expires > ?');
  const get = database.prepare('SELECT value, expires FROM record WHERE kind = ? AND key = ? AND expires > ?');
  const take = database.prepare('DELETE FROM record WHERE kind = ? AND key = ? RETURNING value, expires');
  const remove = database.prepare('DELETE FROM record WHERE kind = ? AND key = ?');
  const removeAll = database.prepare('DELETE FROM record WHERE kind = ? AND substr(key, 1, ?) = ?');
  const sweep = database.prepare('DELETE FROM record WHERE expires <= ?');
  const timer = setInterval(() => sweep.run(now()), SWEEP).unref();

  const record = (row: Record<string, unknown> | undefined): StoredRecord | undefined =>
    row && Number(row['expires']) > now()
      ? { value: row['value'] as Uint8Array, expiresAt: Number(row['expires']) }
      : undefined;

  return {
    async put(table, key, { value, expiresAt }) {
      put.run(table, key, value, expiresAt);
    },
    add: async (table, key, { value, expiresAt }) => add.run(table, key, value, expiresAt, now()).changes > 0,
    replace: async (table, key, { value, expiresAt }) => replace.run(value, expiresAt, table, key, now()).changes > 0,
    extend: async (table, key, expiresAt) => extend.run(expiresAt, table, key, now()).changes > 0,
    get: async (table, key) => record(get.get(table, key, now())),
    take: async (table, key) => record(take.get(table, key)),
    keys: async (table, prefix) =>
      keys.all(table, prefix, `${prefix}\u{10ffff}`, now()).map((row) => String(row['key'])),
    async remove(table, key) {
      remove.run(table, key);
    },
    async removeAll(table, prefix) {
      removeAll.run(table, prefix.length, prefix);
    },
    async close() {
      clearInterval(timer);
      database.close();
    },
  };
}
