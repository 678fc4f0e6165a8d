import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { demandOf, isMet } from '../../../src/policy/step-up.ts';

const facts = (more: Partial<Facts>): Facts => ({
  activity: 'access',
  appId: 'wiki',
  user: 'alice',
  groups: [],
  deviceTags: [],
  ip: undefined,
  at: 1000,
  authentication: { at: 0 },
  ...more,
});

describe('how long a session may be unused', () => {
  const idle = { strengths: [], idle: 100 };

  test('use or a sign-in within the time is enough, and nothing else', () => {
    assert.ok(isMet(idle, facts({ lastUsed: 900 })));
    assert.ok(!isMet(idle, facts({ lastUsed: 899 })));
    assert.ok(isMet(idle, facts({ lastUsed: 899, authentication: { at: 900 } })));
    assert.ok(!isMet(idle, facts({})), 'a use that nobody has seen is none');
    assert.ok(!isMet(idle, facts({ authentication: {} })), 'nor is a sign-in of which nobody knows when');
  });

  test('without a clock or a sign-in nothing is enough', () => {
    assert.ok(!isMet(idle, { ...facts({ lastUsed: 1000 }), at: undefined }));
    assert.ok(!isMet(idle, { ...facts({ lastUsed: 1000 }), authentication: undefined }));
  });

  test('it does not stand in for age, strength or factor', () => {
    assert.ok(!isMet({ ...idle, maxAge: 500 }, facts({ lastUsed: 1000 })));
    assert.ok(!isMet({ idle: 100, strengths: ['c1'] }, facts({ lastUsed: 1000 })));
    assert.ok(!isMet({ idle: 100, strengths: [], factor: 'totp' }, facts({ lastUsed: 1000 })));
    const shown = { at: 0, factors: [{ name: 'totp' as const, at: 0 }] };
    assert.ok(isMet({ idle: 100, strengths: [], factor: 'totp' }, facts({ lastUsed: 1000, authentication: shown })));
  });

  test('what is asked for is a sign-in as recent as the stricter of both', () => {
    assert.deepEqual(demandOf({ strengths: [], idle: 100, maxAge: 500 }), { strengths: [], maxAge: 100 });
    assert.deepEqual(demandOf({ strengths: ['c1'], idle: 900, maxAge: 500 }), { strengths: ['c1'], maxAge: 500 });
    assert.deepEqual(demandOf({ strengths: ['c1'] }), { strengths: ['c1'] });
  });
});
