import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { openSqliteActivityLog } from '../../../src/activity/sqlite-activity-log.ts';
import { openSqliteRecordStore } from '../../../src/identity/sqlite-record-store.ts';

/** Holds a file for itself for a while, as another program does that opens it for the first time. */
const HOLDER = `const { DatabaseSync } = require('node:sqlite'); const { parentPort, workerData } = require('node:worker_threads');
  const database = new DatabaseSync(workerData); database.exec('BEGIN EXCLUSIVE; CREATE TABLE other (a)'); parentPort.postMessage('held');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500); database.exec('COMMIT'); database.close();`;

const OPENED: Readonly<Record<string, (file: string) => Promise<void>>> = {
  'the activity log': async (file) => {
    const log = openSqliteActivityLog(file, (error) => assert.fail(String(error)));
    assert.deepEqual([...log.query({})], []);
    log.close();
  },
  'the store of sessions': async (file) => {
    const records = openSqliteRecordStore(file, Date.now);
    assert.deepEqual(await records.keys('session', ''), []);
    await records.close();
  },
};

for (const [what, open] of Object.entries(OPENED))
  test(`${what} is opened while somebody else has its file`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-beside-'));
    try {
      const file = join(folder, 'a.sqlite');
      const holder = new Worker(HOLDER, { eval: true, workerData: file });
      const ended = once(holder, 'exit');
      await once(holder, 'message');
      await open(file);
      await ended;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
