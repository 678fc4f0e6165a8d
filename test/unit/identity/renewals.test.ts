import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Renewed } from '../../../src/identity/identity-provider.ts';
import type { RecordStore } from '../../../src/identity/record-store.ts';
import { createRenewals, RENEWAL, type Renewals } from '../../../src/identity/renewals.ts';
import { createSessionStore, type OpenSession, type SessionStore } from '../../../src/identity/session-store.ts';
import { openSqliteRecordStore } from '../../../src/identity/sqlite-record-store.ts';
import { Failure } from '../../../src/model/failure.ts';

const MAX_AGE = 60_000;

describe('keeping claims fresh', () => {
  let now: number;
  let records: RecordStore;
  let sessions: SessionStore;
  let renewals: Renewals;
  let open: OpenSession;
  /** What the provider was shown, in order. */
  let shown: string[];
  let answer: (token: string) => Promise<Renewed>;
  const revoked: string[] = [];
  let fails = false;
  let [changed, ended, warnings]: [string[], string[], string[]] = [[], [], []];

  const parts = () => ({
    providers: new Map([
      [
        'corp',
        {
          protocol: {
            id: 'corp',
            begin: async () => ({ onward: { url: '' }, checks: {} }),
            finish: async () => ({ claims: {} }),
            signOut: async () => undefined,
            renewal: {
              claimsMaxAge: MAX_AGE,
              silentAfter: undefined,
              revoke: async (token: string) => {
                revoked.push(token);
                if (fails) throw new Failure('provider-unavailable', 'down');
              },
              renew: (token: string) => {
                shown.push(token);
                return answer(token);
              },
            },
          },
          mapping: {
            claims: { name: 'name', email: 'email', groups: 'groups' },
            deviceTags: [{ claim: 'compliant', equals: true, tag: 'compliant' }],
          },
        },
      ],
    ]),
    sessions,
    records,
    now: () => now,
    isOpen: () => false,
    changed: (id: string) => changed.push(id),
    end: async ({ id }: { id: string }, reason: string) => {
      ended.push(reason);
      await sessions.end(id);
    },
    warn: (_provider: string, detail: string) => warnings.push(detail),
  });

  beforeEach(async () => {
    now = 1_000_000;
    [changed, ended, warnings, shown] = [[], [], [], []];
    let round = 0;
    answer = async () => ({
      claims: { sub: 'bob', name: 'bob', groups: ['staff'], compliant: true },
      token: `token-${++round}`,
    });
    records = openSqliteRecordStore(':memory:', () => now);
    sessions = createSessionStore(records, { idle: 3_600_000, absolute: 36_000_000 }, () => now);
    renewals = createRenewals(parts());
    open = await sessions.create({
      user: { provider: 'corp', subject: 'bob', name: 'bob', groups: ['staff'] },
      device: { userAgent: 'a browser', tags: ['compliant'] },
      authentication: { at: now, strengths: [{ name: 'mfa', at: now }] },
      claimsAt: now,
      renewable: true,
    });
    await sessions.attach(open, RENEWAL, Buffer.from('token-0'));
  });
  afterEach(async () => {
    renewals.close();
    await records.close();
  });
  const current = async (): Promise<OpenSession | undefined> => {
    const held = await sessions.reload(open);
    return held && renewals.current(held);
  };
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
  };

  test('fresh claims are left alone; ageing ones are renewed behind the request, old ones before it goes on', async () => {
    now += MAX_AGE / 2;
    await current();
    await settled();
    assert.deepEqual(shown, []);
    now += MAX_AGE / 3;
    const before = await current();
    assert.equal(before?.session.claimsAt, 1_000_000, 'nobody waited');
    await settled();
    assert.equal((await sessions.reload(open))?.session.claimsAt, now);
    now += 10 * MAX_AGE;
    assert.equal((await current())?.session.claimsAt, now, 'this one waited');
    assert.deepEqual(shown, ['token-0', 'token-1'], 'each token is shown once');
    assert.equal((await sessions.attached(open, RENEWAL))?.toString(), 'token-2');
    assert.deepEqual([changed, ended], [[], []]);
  });

  test('many requests at once, in two processes, show the provider one token once', async () => {
    const other = createRenewals(parts());
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer = async () => {
      await gate;
      return { claims: { sub: 'bob', groups: ['staff'] }, token: 'next' };
    };
    now += 2 * MAX_AGE;
    const asking = [renewals, renewals, other, renewals, other].map((each) => each.current(open));
    await settled();
    release();
    const all = await Promise.all(asking);
    assert.ok(all.every((each) => each !== undefined));
    assert.deepEqual(shown, ['token-0']);
    now += 1;
    await other.current((await sessions.reload(open)) as OpenSession);
    assert.deepEqual(shown, ['token-0']);
    other.close();
  });

  test('SESS-19: other groups, device or risk count at once and cut what is open; how the user signed in stays', async () => {
    answer = async () => ({ claims: { sub: 'bob', name: 'bob', groups: ['guests'], compliant: false }, token: 'next' });
    now += 2 * MAX_AGE;
    const { session } = (await current()) as OpenSession;
    assert.deepEqual([session.user.groups, session.device], [['guests'], { userAgent: 'a browser', tags: [] }]);
    assert.deepEqual(session.authentication?.strengths, [{ name: 'mfa', at: 1_000_000 }]);
    assert.deepEqual(changed, [session.id]);
    assert.deepEqual((await sessions.reload(open))?.session.user.groups, ['guests']);
  });

  test('an answer without claims confirms what is known', async () => {
    answer = async () => ({ token: 'next' });
    now += 2 * MAX_AGE;
    const after = await current();
    assert.deepEqual([after?.session.claimsAt, after?.session.user.groups], [now, ['staff']]);
  });

  test('a refusal ends the session, and so do groups that are left out', async () => {
    for (const refusal of [
      { refused: 'invalid_grant' },
      { claims: { sub: 'bob', _claim_names: { groups: 'src1' } }, token: 'next' },
    ] as const) {
      const mine = await sessions.create({ ...open.session, claimsAt: now });
      await sessions.attach(mine, RENEWAL, Buffer.from('t'));
      answer = async () => refusal;
      now += 2 * MAX_AGE;
      assert.equal(await renewals.current(mine), undefined);
      assert.equal(await sessions.isLive(mine.session.id), false);
    }
    assert.match(ended.join(), /invalid_grant.*pointer/);
  });

  test('a silent provider changes nothing, is left in peace for a while, and is asked again', async () => {
    answer = async () => {
      throw new Failure('provider-unavailable', 'down');
    };
    now += 2 * MAX_AGE;
    for (let request = 0; request < 5; request++) assert.deepEqual((await current())?.session.user.groups, ['staff']);
    assert.equal(shown.length, 1);
    assert.match(warnings.join(), /the old ones are used on: .*down/);
    answer = async () => ({ claims: { sub: 'bob', groups: ['guests'] }, token: 'next' });
    now += 15_000;
    assert.deepEqual((await current())?.session.user.groups, ['guests']);
    assert.deepEqual(shown, ['token-0', 'token-0']);
  });

  test('a session to be looked at again is renewed once, by whichever process its next request comes to, and else let nowhere', async () => {
    const other = createRenewals(parts());
    await other.recheck(open.session.id);
    answer = async () => {
      throw new Failure('provider-unavailable', 'down');
    };
    for (let request = 0; request < 3; request++)
      await assert.rejects(
        other.current(open),
        (error) => error instanceof Failure && error.code === 'provider-unavailable',
      );
    assert.equal(shown.length, 1, 'a silent provider is left in peace');
    now += 15_000;
    answer = async () => ({ claims: { sub: 'bob', groups: ['guests'] }, token: 'next' });
    const after = await other.current(open);
    assert.deepEqual(after?.session.user.groups, ['guests']);
    await other.current(after as OpenSession);
    assert.equal(shown.length, 2);
    other.close();
  });

  test('a session to be looked at again that cannot be renewed ends', async () => {
    const { renewable: _can, ...facts } = open.session;
    const plain = await sessions.create(facts);
    await renewals.recheck(plain.session.id);
    assert.equal(await renewals.current(plain), undefined);
    assert.equal(await sessions.isLive(plain.session.id), false);
  });

  test('the provider is told to forget what a session was renewed with, and its silence holds up nobody', async () => {
    await renewals.revoke(open);
    fails = true;
    await renewals.revoke(open);
    await settled();
    assert.deepEqual(revoked, ['token-0', 'token-0']);
    assert.match(warnings.join(), /could not be revoked: .*down/);
    await sessions.end(open.session.id);
    await renewals.revoke(open);
    assert.equal(revoked.length, 2);
    fails = false;
  });

  test('a session that ended while its claims were on their way stays ended', async () => {
    answer = async () => {
      await sessions.end(open.session.id);
      return { claims: { sub: 'bob', groups: ['staff'] }, token: 'next' };
    };
    now += 2 * MAX_AGE;
    assert.equal(await current(), undefined);
    assert.equal(await sessions.isLive(open.session.id), false);
    assert.equal(await sessions.attached(open, RENEWAL), undefined, 'no token is kept for it');
  });

  test('what is kept to renew a session cannot be read without its cookie', async () => {
    const held = await records.get('attachment', `${open.session.id}/${RENEWAL}`);
    assert.ok(held);
    assert.ok(!Buffer.from(held.value).includes('token-0'));
  });
});
