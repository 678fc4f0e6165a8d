import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAttempts } from '../../../../src/identity/factors/attempts.ts';
import { createFactorStore, factorUser } from '../../../../src/identity/factors/factor-store.ts';
import { createRecoveryCodes } from '../../../../src/identity/factors/recovery-codes.ts';
import type { RecordStore } from '../../../../src/identity/record-store.ts';
import { openSqliteRecordStore } from '../../../../src/identity/sqlite-record-store.ts';

const KEY = Buffer.alloc(32, 5);
const ALICE = factorUser({ provider: 'corp', subject: 'alice' });
const BOB = factorUser({ provider: 'corp', subject: 'bob' });
const factor = { kind: 'totp', provider: 'corp', userName: 'alice', enrolledAt: 1, secret: 'c2VjcmV0' } as const;

function opened(): { readonly records: RecordStore; readonly clock: { now: number } } {
  const clock = { now: 1_700_000_000_000 };
  return { records: openSqliteRecordStore(':memory:', () => clock.now), clock };
}

describe('second factors in the store', () => {
  test('open under the key alone, and are never taken for none', async () => {
    const { records, clock } = opened();
    const store = createFactorStore(records, KEY, () => clock.now);
    assert.ok(await store.enrol(ALICE, factor));
    assert.equal(await store.enrol(ALICE, { ...factor, secret: 'other' }), false, 'a second one replaces nothing');
    assert.deepEqual(await store.find(ALICE, 'totp'), factor);
    const held = await records.get('factor', `${ALICE}/totp`);
    assert.ok(held && !Buffer.from(held.value).includes('c2VjcmV0'));
    await assert.rejects(createFactorStore(records, Buffer.alloc(32, 6), () => clock.now).find(ALICE, 'totp'));
    // Somebody who can write to the store does not make their own factor another's.
    await records.put('factor', `${BOB}/totp`, held);
    await assert.rejects(store.find(BOB, 'totp'));
    await records.close();
  });

  test('the same subject of two providers is two users', () => {
    assert.notEqual(ALICE, factorUser({ provider: 'partner', subject: 'alice' }));
  });

  test('a recovery code counts once, for its user, until there are new ones', async () => {
    const { records } = opened();
    const codes = createRecoveryCodes(records, KEY);
    const [first = '', second = ''] = await codes.make(ALICE);
    assert.match(first, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    const stored = await records.keys('factor-recovery', '');
    assert.ok(stored.every((each) => !each.includes(first) && !each.includes(first.replaceAll('-', ''))));
    assert.equal(await codes.spend(BOB, first), false);
    const spent = await Promise.all(Array.from({ length: 8 }, () => codes.spend(ALICE, ` ${first.toUpperCase()} `)));
    assert.equal(spent.filter(Boolean).length, 1);
    assert.equal(await codes.left(ALICE), 9);
    await codes.make(ALICE);
    assert.equal(await codes.spend(ALICE, second), false);
    await records.close();
  });

  test('attack: of many tries at once five are let try, and twenty in a day', async () => {
    const { records, clock } = opened();
    const attempts = createAttempts(records, () => clock.now);
    const begun = await Promise.all(Array.from({ length: 40 }, () => attempts.begin(ALICE)));
    assert.equal(begun.filter((each) => each !== undefined).length, 5);
    assert.ok(await attempts.begin(BOB), 'another user is not locked out');
    let taken = 5;
    for (let quarter = 0; quarter < 12; quarter++) {
      clock.now += 15 * 60_000 + 1;
      for (let index = 0; index < 6; index++) if (await attempts.begin(ALICE)) taken++;
    }
    assert.equal(taken, 20);
    await records.close();
  });

  test('a success takes the failures of a moment away, and not those of the day', async () => {
    const { records, clock } = opened();
    const attempts = createAttempts(records, () => clock.now);
    let failed = 0;
    for (let round = 0; round < 8; round++) {
      for (let index = 0; index < 4; index++) if (await attempts.begin(ALICE)) failed++;
      await (await attempts.begin(ALICE))?.succeeded();
    }
    assert.equal(failed, 20);
    await records.close();
  });
});
