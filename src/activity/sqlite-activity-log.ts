import { DatabaseSync } from 'node:sqlite';
import type { Activity } from '../model/activity-row.ts';
import type { ActivityFilter, ActivityLog, LoggedActivity } from './activity-log.ts';

/** Rows waiting for one transaction, and milliseconds they wait at most. */
const BATCH_ROWS = 200;
const BATCH_DELAY = 100;
/** Milliseconds to wait for others that write. */
const BUSY = 5000;

/** Each entry brings the schema from its index to the next (`user_version`). Only ever added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE activity (
     position INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL, type TEXT NOT NULL, outcome TEXT NOT NULL,
     user TEXT, app TEXT, ip TEXT, policies TEXT NOT NULL, subject TEXT NOT NULL,
     row TEXT NOT NULL) STRICT;
   CREATE INDEX activity_at ON activity (at);
   CREATE INDEX activity_user ON activity (user, at);
   CREATE INDEX activity_app ON activity (app, at);`,
  `CREATE INDEX activity_exchange ON activity (row ->> '$.exchangeId');`,
];

/** Filter field -> SQL condition and the value bound to it. */
const CONDITIONS: Readonly<
  Record<
    Exclude<keyof ActivityFilter, 'limit' | 'order'>,
    readonly [sql: string, bind: (value: string | number) => string | number]
  >
> = {
  since: ['at >= ?', (value) => value],
  until: ['at < ?', (value) => value],
  user: ['user = ? COLLATE NOCASE', (value) => value],
  app: ['app = ?', (value) => value],
  type: ['type = ?', (value) => value],
  outcome: ['outcome = ?', (value) => value],
  ip: ['ip = ?', (value) => value],
  policy: ["policies LIKE ? ESCAPE '\\'", (value) => `% ${escaped(value)} %`],
  text: ["subject LIKE ? ESCAPE '\\'", (value) => `%${escaped(value)}%`],
  exchange: ["row ->> '$.exchangeId' = ?", (value) => value],
  after: ['position > ?', (value) => value],
};

function escaped(value: string | number): string {
  return String(value).replace(/[\\%_]/g, '\\$&');
}

/** Opens (and creates) the log in one SQLite file. `onError` is told when rows could not be written; they stay queued. */
export function openSqliteActivityLog(file: string, onError: (error: unknown) => void): ActivityLog {
  // From the first statement on: opening takes locks itself, and others may be at work or opening it as well.
  const database = new DatabaseSync(file, { timeout: BUSY });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  migrate(database);
  const insert = database.prepare(
    'INSERT INTO activity (at, type, outcome, user, app, ip, policies, subject, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  let waiting: Activity[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const row of waiting) insert.run(...columns(row));
      database.exec('COMMIT');
      waiting = [];
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      onError(error);
      timer = setTimeout(flush, 10 * BATCH_DELAY).unref();
    }
  }

  return {
    append(row) {
      waiting.push(row);
      if (waiting.length >= BATCH_ROWS) flush();
      else timer ??= setTimeout(flush, BATCH_DELAY).unref();
    },
    *query(filter) {
      flush();
      const { sql, values } = statement(filter);
      for (const { position, row } of database.prepare(sql).iterate(...values)) {
        yield { ...(JSON.parse(String(row)) as Activity), position: Number(position) } satisfies LoggedActivity;
      }
    },
    close() {
      flush();
      database.close();
    },
  };
}

function migrate(database: DatabaseSync): void {
  const version = (): number => Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version() >= MIGRATIONS.length) return;
  // Who opens it at the same moment must find all of it or nothing.
  database.exec('BEGIN IMMEDIATE');
  for (let next = version(); next < MIGRATIONS.length; next++)
    database.exec(`${MIGRATIONS[next]} PRAGMA user_version = ${next + 1};`);
  database.exec('COMMIT');
}

function columns(row: Activity): (string | number | null)[] {
  const policies = ` ${[...row.policies, ...(row.route?.policies ?? [])].map(({ policyId }) => policyId).join(' ')} `;
  const subject = `${row.object?.name ?? ''} ${row.object?.url ?? ''}`;
  return [
    row.at,
    row.type,
    row.outcome,
    row.user ?? null,
    row.appId ?? null,
    row.ip,
    policies,
    subject,
    JSON.stringify(row),
  ];
}

function statement(filter: ActivityFilter): { sql: string; values: (string | number)[] } {
  const where: string[] = [];
  const values: (string | number)[] = [];
  for (const [field, [sql, bind]] of Object.entries(CONDITIONS)) {
    const value = filter[field as keyof typeof CONDITIONS];
    if (value === undefined) continue;
    where.push(sql);
    values.push(bind(value));
  }
  const order = filter.order === 'newest' ? 'DESC' : 'ASC';
  const limit = filter.limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(filter.limit))}`;
  return {
    sql: `SELECT position, row FROM activity${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''} ORDER BY position ${order}${limit}`,
    values,
  };
}
