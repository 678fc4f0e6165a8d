import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProviderSessions } from '../../../src/identity/provider-sessions.ts';
import { openSqliteRecordStore } from '../../../src/identity/sqlite-record-store.ts';
import type { Session } from '../../../src/model/identity.ts';

const session = (id: string): Session => ({
  id,
  user: { provider: 'corp', subject: 'bob', name: 'bob', groups: [] },
  device: { userAgent: '' },
  createdAt: 0,
  expiresAt: 1000,
});

test('a name ends the sessions tied to it, at its own provider, once', async () => {
  const records = openSqliteRecordStore(':memory:', () => 0);
  const ties = createProviderSessions(records, Buffer.alloc(32, 1));
  await ties.tie('corp', ['bob', 'bob 1'], session('one'));
  await ties.tie('corp', ['bob', 'bob 2'], session('two'));
  assert.deepEqual(await ties.untie('other', 'bob'), []);
  assert.deepEqual(await ties.untie('corp', 'bo'), []);
  assert.deepEqual(await ties.untie('corp', 'bob 1'), ['one']);
  assert.deepEqual([...(await ties.untie('corp', 'bob'))].sort(), ['one', 'two']);
  assert.deepEqual(await ties.untie('corp', 'bob'), []);
  await records.close();
});

test('of several that add a key exactly one does, until its end has come', async () => {
  let now = 0;
  const records = openSqliteRecordStore(':memory:', () => now);
  const add = (): Promise<boolean> => records.add('seen', 'a', { value: new Uint8Array(), expiresAt: now + 100 });
  assert.deepEqual((await Promise.all([add(), add(), add()])).filter(Boolean).length, 1);
  now = 99;
  assert.equal(await add(), false);
  now = 100;
  assert.equal(await add(), true);
  await records.close();
});
