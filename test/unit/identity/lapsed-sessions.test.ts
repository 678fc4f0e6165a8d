import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { RecordStore } from '../../../src/identity/record-store.ts';
import {
  createSessionStore,
  INHERITED,
  type OpenSession,
  type SessionStore,
} from '../../../src/identity/session-store.ts';
import { openSqliteRecordStore } from '../../../src/identity/sqlite-record-store.ts';

const [HOUR, LOGIN] = [3_600_000, 'login.mcas.localhost'];
const alice = { provider: 'corp', subject: 'a', name: 'alice', groups: [] };

describe('a session that passed a limit', () => {
  let now: number;
  let records: RecordStore;
  let sessions: SessionStore;
  let open: OpenSession;
  let token: string;
  beforeEach(async () => {
    now = 1_000_000;
    records = openSqliteRecordStore(':memory:', () => now);
    sessions = createSessionStore(records, { idle: HOUR, absolute: 10 * HOUR }, () => now);
    open = await sessions.create({ user: alice, device: { userAgent: '' } });
    token = await sessions.tokenFor(open, LOGIN);
    for (const name of [`${INHERITED}wiki`, `${INHERITED}mail`, 'renewal', 'device-certificate'])
      await sessions.attach(open, name, Buffer.from(`of ${name}`));
  });
  afterEach(() => records.close());
  const textOf = async (of: OpenSession, name: string) => (await sessions.attached(of, name))?.toString();

  test('opens nothing, says whose it was, and passes cookies on and nothing else', async () => {
    assert.equal(await sessions.lapsed(token, LOGIN), undefined, 'not while it lives');
    now += 2 * HOUR;
    assert.equal(await sessions.open(token, LOGIN), undefined);
    const lapsed = await sessions.lapsed(token, LOGIN);
    assert.deepEqual(lapsed?.user, { provider: 'corp', subject: 'a' });
    const next = await sessions.create({ user: alice, device: { userAgent: '' } });
    await sessions.inherit(next, lapsed);
    assert.equal(await textOf(next, `${INHERITED}wiki`), 'of jar/wiki');
    assert.equal(await textOf(next, `${INHERITED}mail`), 'of jar/mail');
    for (const name of ['renewal', 'device-certificate']) assert.equal(await textOf(next, name), undefined, name);
    assert.deepEqual(await records.keys('attachment', `${open.session.id}/`), []);
    assert.equal(await sessions.lapsed(token, LOGIN), undefined, 'once');
    await sessions.end(next.session.id);
    assert.deepEqual(await records.keys('attachment', ''), []);
  });

  test('keeps for twelve hours after its longest time what passes on, and nothing else beyond that time', async () => {
    now += 11 * HOUR;
    assert.deepEqual(
      (await records.keys('attachment', '')).map((key) => key.slice(open.session.id.length + 1)).sort(),
      [`${INHERITED}mail`, `${INHERITED}wiki`, 'owner'],
    );
    assert.ok(await sessions.lapsed(token, LOGIN));
    now += 12 * HOUR;
    assert.deepEqual(await records.keys('attachment', ''), []);
    assert.equal(await sessions.lapsed(token, LOGIN), undefined);
  });

  test('attack: by the token of another host, a changed one, or one that was ended, nobody learns of it', async () => {
    const elsewhere = await sessions.tokenFor(open, 'wiki.corp.test.mcas.localhost');
    const other = await sessions.create({ user: alice, device: { userAgent: '' } });
    const ended = await sessions.tokenFor(other, LOGIN);
    await sessions.end(other.session.id);
    now += 2 * HOUR;
    for (const text of [
      elsewhere,
      ended,
      '',
      'A'.repeat(64),
      `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`,
    ])
      assert.equal(await sessions.lapsed(text, LOGIN), undefined, text);
    assert.ok(await sessions.lapsed(token, LOGIN));
  });
});
