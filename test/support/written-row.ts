import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqliteActivityLog } from '../../src/activity/sqlite-activity-log.ts';
import type { Activity } from '../../src/model/activity-row.ts';

/** The newest row of a gateway's log that fits. Rows are written within a moment. */
export async function writtenRow(directory: string, fits: (row: Activity) => boolean): Promise<Activity> {
  const log = openSqliteActivityLog(join(directory, 'state', 'activity.sqlite'), (error) => assert.fail(String(error)));
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      const found = [...log.query({ order: 'newest' })].find(fits);
      if (found) return found;
      await delay(50);
    }
    return assert.fail('the row did not come');
  } finally {
    log.close();
  }
}
