import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqliteActivityLog } from '../../src/activity/sqlite-activity-log.ts';
import type { Activity } from '../../src/model/activity-row.ts';

type Rows = readonly Activity[];
type Query = Parameters<ReturnType<typeof openSqliteActivityLog>['query']>[0];

/** What a gateway's log holds now. */
export function loggedRows(directory: string, query: Query = {}): Rows {
  const log = openSqliteActivityLog(join(directory, 'state', 'activity.sqlite'), (error) => assert.fail(String(error)));
  try {
    return [...log.query(query)];
  } finally {
    log.close();
  }
}

/** The rows of a query, once they are those that are waited for. Rows are written within a moment. */
export async function writtenRows(directory: string, query: Query, isEnough: (rows: Rows) => boolean): Promise<Rows> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    const rows = loggedRows(directory, query);
    if (isEnough(rows)) return rows;
    await delay(50);
  }
  return assert.fail('the rows did not come');
}

/** The newest row of a gateway's log that fits. */
export async function writtenRow(directory: string, fits: (row: Activity) => boolean): Promise<Activity> {
  const rows = await writtenRows(directory, { order: 'newest' }, (written) => written.some(fits));
  return rows.find(fits)!;
}
