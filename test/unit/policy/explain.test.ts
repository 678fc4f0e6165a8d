import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { ACTIONS } from '../../../src/model/policy-match.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { decide, matchOf } from '../../../src/policy/decide.ts';
import { explain } from '../../../src/policy/explain.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { fc } from '../../support/properties.ts';

const facts = fc.record({
  activity: fc.constantFrom('download', 'upload', 'access'),
  appId: fc.constantFrom('wiki', 'mail'),
  at: fc.option(fc.constant(1_000_000), { nil: undefined }),
  user: fc.option(fc.constantFrom('alice', 'bob'), { nil: undefined }),
  groups: fc.option(fc.subarray(['staff', 'admins']), { nil: undefined }),
  deviceTags: fc.option(fc.subarray(['compliant']), { nil: undefined }),
  ip: fc.constant(undefined),
  method: fc.constantFrom('GET', 'POST'),
  answered: fc.subarray(['a', 'b', 'c']),
  authentication: fc.option(
    fc.record({
      at: fc.constantFrom(0, 999_999),
      strengths: fc.subarray(['mfa', 'key']).map((names) => names.map((name) => ({ name, at: 999_999 }))),
    }),
    { nil: undefined },
  ),
}) as unknown as fc.Arbitrary<Facts>;
const policy = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  name: fc.constant('P'),
  severity: fc.constant('low'),
  mode: fc.constantFrom('active', 'monitoring', 'disabled'),
  control: fc.constantFrom('download', 'upload', 'access'),
  action: fc.constantFrom('audit', 'watermark', 'warn', 'step-up', 'read-only', 'block'),
  stepUp: fc.record({ strengths: fc.subarray(['mfa', 'key']), maxAge: fc.constantFrom(10, 500_000) }),
  when: fc.constantFrom(
    { user: ['Alice'] },
    { group: ['staff', 'admins'], app: ['wiki'] },
    { app: ['mail'], not: { device: ['compliant'] } },
    { any: [{ group: ['admins'] }, { user: ['bob'], unknown: 'fails' }] },
    { not: { group: ['staff'] }, unknown: 'matches' },
  ),
}) as unknown as fc.Arbitrary<PolicyDocument>;
const policies = fc.uniqueArray(policy, { maxLength: 7, selector: ({ id }) => id });

describe('explaining', () => {
  test('a policy is said to have matched exactly if it had a part in the decision, whatever shelf it stood on', () => {
    fc.assert(
      fc.property(policies, facts, (documents, about) => {
        const set = compilePolicies(documents);
        const { decision, policies: told } = explain(set, about);
        assert.deepEqual(decision, decide(set, about));
        const matched = told.filter(({ verdict }) => verdict === 'matched').map(({ policyId }) => policyId);
        assert.deepEqual(matched.toSorted(), decision.matches.map(({ policyId }) => policyId).toSorted());
        assert.equal(told.length, documents.length);
      }),
    );
  });

  test('nothing that matches is missing among the candidates', () => {
    fc.assert(
      fc.property(policies, facts, (documents, about) => {
        const set = compilePolicies(documents);
        const candidates = new Set(set.candidates(about));
        const run = set.begin(about);
        for (const each of set.all)
          if (each.document.mode !== 'disabled' && each.document.control === about.activity && matchOf(each, run))
            assert.ok(candidates.has(each));
      }),
    );
  });

  test('a further policy never loosens, with everything that users can do about one', () => {
    fc.assert(
      fc.property(policies, policy, facts, (some, more, about) => {
        const strictness = (documents: readonly PolicyDocument[]): number =>
          ACTIONS.indexOf(decide(compilePolicies(documents), about).action);
        assert.ok(strictness([...some, { ...more, id: 'more' }]) >= strictness(some));
      }),
    );
  });

  test('it shows the fact, and what unknown was settled to', () => {
    const set = compilePolicies([
      {
        id: 'p',
        name: 'P',
        severity: 'low',
        mode: 'active',
        control: 'download',
        action: 'block',
        when: { not: { device: ['compliant'], unknown: 'matches' } },
      },
      { id: 'q', name: 'Q', severity: 'low', mode: 'disabled', control: 'download', action: 'block' },
      { id: 'r', name: 'R', severity: 'low', mode: 'active', control: 'upload', action: 'block' },
    ]);
    const { policies: told } = explain(set, {
      activity: 'download',
      appId: 'wiki',
      user: 'a',
      groups: [],
      deviceTags: undefined,
      ip: undefined,
    });
    assert.deepEqual(
      told.map(({ verdict }) => verdict),
      ['conditions-failed', 'disabled', 'other-activity'],
    );
    const test = told[0]?.tree?.parts[0];
    assert.deepEqual([test?.name, test?.fact, test?.onUnknown, test?.truth], ['device', undefined, 'matches', 'true']);
    assert.deepEqual(told[0]?.reasons, ['device-unknown', 'unknown-matches']);
  });
});

describe('what is left to do', () => {
  const about: Facts = {
    activity: 'download',
    appId: 'wiki',
    user: 'a',
    groups: [],
    deviceTags: [],
    ip: undefined,
    at: 1_000_000,
    method: 'GET',
  };
  const of = (change: Partial<PolicyDocument>, facts: Partial<Facts>): string => {
    const document: PolicyDocument = {
      id: 'p',
      name: 'P',
      severity: 'low',
      mode: 'active',
      control: 'download',
      action: 'block',
      ...change,
    };
    return decide(compilePolicies([document]), { ...about, ...facts }).action;
  };
  const strong = { action: 'step-up', stepUp: { strengths: ['mfa'], maxAge: 1000 } } as const;

  test('a reason is one for its own policy', () => {
    assert.equal(of({ action: 'warn' }, { answered: ['other'] }), 'warn');
    assert.equal(of({ action: 'warn' }, { answered: ['p'] }), 'audit');
    assert.equal(of({ action: 'block' }, { answered: ['p'] }), 'block');
  });
  test('an old strength is not renewed by a weaker sign-in', () => {
    assert.equal(
      of(strong, {
        authentication: {
          at: 999_999,
          strengths: [
            { name: 'mfa', at: 0 },
            { name: 'pwd', at: 999_999 },
          ],
        },
      }),
      'step-up',
    );
    assert.equal(of(strong, { authentication: { at: 0, strengths: [{ name: 'MFA', at: 999_999 }] } }), 'audit');
    assert.equal(of(strong, { authentication: { strengths: [{ name: 'mfa' }] } }), 'step-up');
    assert.equal(of(strong, {}), 'step-up');
  });
  test('what cannot be marked is refused, unless the policy says otherwise', () => {
    const marked = { control: 'activities', activities: ['view'], action: 'watermark' } as const;
    const view = { activity: 'view' } as const;
    assert.equal(of(marked, view), 'watermark');
    assert.equal(of(marked, { ...view, markable: true }), 'watermark');
    assert.equal(of(marked, { ...view, markable: false }), 'block');
    assert.equal(of({ ...marked, otherwise: 'audit' }, { ...view, markable: false }), 'audit');
    assert.equal(of({ ...marked, otherwise: 'audit' }, view), 'watermark');
    assert.equal(of({ ...marked, mode: 'monitoring' }, { ...view, markable: false }), 'audit');
  });
  test('read-only lets reading go and nothing that may write', () => {
    const read = { control: 'access', action: 'read-only' } as const;
    for (const method of ['GET', 'HEAD', 'OPTIONS']) assert.equal(of(read, { activity: 'access', method }), 'audit');
    for (const method of ['POST', 'websocket', 'get', undefined])
      assert.equal(of(read, { activity: 'access', method }), 'read-only');
    for (const activity of ['upload', 'paste', 'cut'] as const) assert.equal(of(read, { activity }), 'read-only');
    assert.equal(of(read, { activity: 'copy' }), 'allow');
  });
});
