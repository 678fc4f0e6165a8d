import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { ACTIONS } from '../../../src/model/policy-match.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { decide, pageRules } from '../../../src/policy/decide.ts';
import type { Condition, PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import { REASONS } from '../../../src/policy/reasons.ts';
import { allOf, anyOf, FALSE, type Level, not, TRUE, TRUTHS, UNKNOWN } from '../../../src/policy/truth.ts';
import { fc } from '../../support/properties.ts';

const facts = fc.record({
  activity: fc.constantFrom('download', 'upload', 'copy', 'view'),
  appId: fc.constantFrom('wiki', 'mail'),
  user: fc.option(fc.constantFrom('alice', 'bob'), { nil: undefined }),
  groups: fc.option(fc.subarray(['staff', 'admins']), { nil: undefined }),
  deviceTags: fc.option(fc.subarray(['compliant', 'joined']), { nil: undefined }),
  ip: fc.option(fc.constantFrom('10.1.2.3', '192.0.2.1', '2001:db8::1', 'no address'), { nil: undefined }),
}) as fc.Arbitrary<Facts>;

const leaf = fc.record(
  {
    user: fc.subarray(['alice', 'bob'], { minLength: 1 }),
    group: fc.subarray(['staff', 'admins'], { minLength: 1 }),
    app: fc.subarray(['wiki', 'mail'], { minLength: 1 }),
    device: fc.subarray(['compliant', 'joined'], { minLength: 1 }),
    ip: fc.subarray(['10.0.0.0/8', '2001:db8::/32', 'broken'], { minLength: 1 }),
    unknown: fc.constantFrom('matches', 'fails'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Condition>;
const branch = (inner: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.oneof(
    inner,
    fc.array(inner, { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
    fc.array(inner, { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
    inner.map((each) => ({ not: each })),
  );
const condition = branch(branch(leaf));

const policy = fc.record(
  {
    id: fc.stringMatching(/^[a-z]{1,8}$/),
    name: fc.constant('P'),
    severity: fc.constant('low'),
    mode: fc.constantFrom('active', 'monitoring', 'disabled'),
    control: fc.constant('monitor'),
    activities: fc.subarray(['download', 'upload', 'copy', 'view'], { minLength: 1 }),
    action: fc.constantFrom('audit', 'watermark', 'redact', 'protect', 'warn', 'step-up', 'block'),
    stepUp: fc.record({ strengths: fc.subarray(['mfa', 'key']) }),
    message: fc.string().map((text) => readMessage(text)),
    when: condition,
  },
  { requiredKeys: ['id', 'name', 'severity', 'mode', 'control', 'activities', 'action', 'stepUp'] },
) as fc.Arbitrary<PolicyDocument>;

const strictness = (documents: readonly PolicyDocument[], about: Facts): number =>
  ACTIONS.indexOf(decide(compilePolicies(documents), about).action);

describe('laws of deciding', () => {
  test('a further policy never loosens a decision', () => {
    fc.assert(
      fc.property(
        fc.array(policy, { maxLength: 6 }),
        policy,
        facts,
        (some, more, about) => strictness([...some, more], about) >= strictness(some, about),
      ),
    );
  });
  test('the actions stand in the documented order', () => {
    assert.deepEqual(ACTIONS, [
      'allow',
      'audit',
      'watermark',
      'redact',
      'protect',
      'warn',
      'step-up',
      'read-only',
      'block',
    ]);
  });
  test('what has no mark is never let go more easily', () => {
    fc.assert(
      fc.property(
        fc.array(policy, { maxLength: 4 }),
        facts,
        (some, about) => strictness(some, { ...about, markable: false }) >= strictness(some, about),
      ),
    );
  });
  test('what cannot be masked is never let go more easily', () => {
    fc.assert(
      fc.property(
        fc.array(policy, { maxLength: 4 }),
        facts,
        (some, about) => strictness(some, { ...about, maskable: 'unreadable' }) >= strictness(some, about),
      ),
    );
  });
  test('the order of policies does not matter', () => {
    fc.assert(
      fc.property(fc.uniqueArray(policy, { maxLength: 6, selector: ({ id }) => id }), facts, (some, about) => {
        assert.deepEqual(decide(compilePolicies(some), about), decide(compilePolicies(some.toReversed()), about));
      }),
    );
  });
  test('to know less never loosens a decision, where no condition says otherwise', () => {
    const trusting = fc.array(policy, { maxLength: 4 }).filter((some) => !JSON.stringify(some).includes('"unknown"'));
    fc.assert(
      fc.property(trusting, facts, (some, about) => {
        const blind = { ...about, user: undefined, groups: undefined, deviceTags: undefined, ip: undefined };
        assert.ok(strictness(some, blind) >= strictness(some, about));
      }),
    );
  });
  test('it is total, and every match has a reason', () => {
    fc.assert(
      fc.property(fc.array(policy, { maxLength: 4 }), facts, (some, about) => {
        const { action, matches } = decide(compilePolicies(some), about);
        assert.equal(action === 'allow', matches.length === 0);
        for (const { reasons } of matches) {
          assert.ok(reasons.length > 0);
          assert.ok(reasons.every((reason) => reason in REASONS));
        }
      }),
    );
  });
});

const base: Facts = {
  activity: 'download',
  appId: 'wiki',
  user: 'alice',
  groups: ['Staff'],
  deviceTags: ['compliant'],
  ip: '10.1.2.3',
};
const block = (when?: Condition, mode: PolicyDocument['mode'] = 'active'): PolicyDocument => ({
  id: 'p',
  name: 'P',
  severity: 'low',
  mode,
  control: 'download',
  action: 'block',
  ...(when ? { when } : {}),
});
const action = (when: Condition, change: Partial<Facts> = {}): string =>
  decide(compilePolicies([block(when)]), { ...base, ...change }).action;

describe('conditions', () => {
  const CASES: readonly (readonly [string, Condition, Partial<Facts>, string])[] = [
    ['a user, whatever the case', { user: ['ALICE'] }, {}, 'block'],
    ['another user', { user: ['bob'] }, {}, 'allow'],
    ['a group', { group: ['staff'] }, {}, 'block'],
    ['no such group', { group: ['admins'] }, {}, 'allow'],
    ['groups nobody told', { group: ['admins'] }, { groups: undefined }, 'block'],
    ['a compliant device', { not: { device: ['compliant'] } }, {}, 'allow'],
    ['a device without tags', { not: { device: ['compliant'] } }, { deviceTags: [] }, 'block'],
    ['a device nobody knows', { not: { device: ['compliant'] } }, { deviceTags: undefined }, 'block'],
    [
      'a device nobody knows, said to pass',
      { not: { device: ['compliant'], unknown: 'matches' } },
      { deviceTags: undefined },
      'allow',
    ],
    ['a v4 range', { ip: ['10.0.0.0/8'] }, {}, 'block'],
    ['a v4 range and a mapped address', { ip: ['10.0.0.0/8'] }, { ip: '::ffff:10.9.9.9' }, 'block'],
    ['a v6 range', { ip: ['2001:db8::/32'] }, { ip: '2001:db8:1::5' }, 'block'],
    ['a v6 client and a v4 range', { ip: ['0.0.0.0/0'] }, { ip: '2001:db8::1' }, 'allow'],
    ['both keys of a node', { user: ['alice'], app: ['mail'] }, {}, 'allow'],
    ['any of a list', { any: [{ app: ['mail'] }, { user: ['alice'] }] }, {}, 'block'],
  ];
  for (const [name, when, change, expected] of CASES) test(name, () => assert.equal(action(when, change), expected));

  test('a range that cannot be read is unknown, never "no"', () => {
    assert.equal(action({ ip: ['broken'] }), 'block');
    assert.equal(action({ ip: ['broken'], unknown: 'fails' }), 'allow');
  });

  const REASONED: readonly (readonly [string, Condition | undefined, Partial<Facts>, readonly string[]])[] = [
    ['no condition', undefined, {}, ['unconditional']],
    ['the branches of `any` that hold', { any: [{ app: ['mail'] }, { user: ['alice'] }] }, {}, ['user-match']],
    ['all parts of `all`', { all: [{ app: ['wiki'] }, { user: ['alice'] }] }, {}, ['app-match', 'user-match']],
    ['the parts that fail, under `not`', { not: { app: ['wiki'], user: ['bob'] } }, {}, ['user-other']],
    ['unknown', { device: ['x'] }, { deviceTags: undefined }, ['device-unknown', 'unknown-counts']],
    [
      'unknown, said to match',
      { device: ['x'], unknown: 'matches' },
      { deviceTags: undefined },
      ['device-unknown', 'unknown-matches'],
    ],
    [
      'unknown, said to fail, under `not`',
      { not: { device: ['x'], unknown: 'fails' } },
      { deviceTags: undefined },
      ['device-unknown', 'unknown-fails'],
    ],
  ];
  for (const [name, when, change, expected] of REASONED) {
    test(`reasons: ${name}`, () => {
      assert.deepEqual(decide(compilePolicies([block(when)]), { ...base, ...change }).matches[0]?.reasons, expected);
    });
  }

  test('all that match are listed, strictest first; the message is that of the strictest which has one', () => {
    const documents: PolicyDocument[] = [
      { ...block(), id: 'a', action: 'audit', message: readMessage('Watched.') },
      { ...block(), id: 'c' },
      { ...block(), id: 'b', message: readMessage('No.') },
    ];
    const { action: taken, message, matches } = decide(compilePolicies(documents), base);
    assert.deepEqual(
      [taken, message?.plain, matches.map(({ policyId }) => policyId)],
      ['block', 'No.', ['b', 'c', 'a']],
    );
  });

  test('monitoring records what it would have blocked; disabled does nothing', () => {
    assert.equal(decide(compilePolicies([block(undefined, 'monitoring')]), base).action, 'audit');
    assert.equal(decide(compilePolicies([block(undefined, 'disabled')]), base).action, 'allow');
  });

  test('a page is told what it must guard', () => {
    const set = compilePolicies([
      { ...block(), control: 'activities', activities: ['copy', 'view'], message: readMessage('No.') },
    ]);
    const { activity: _activity, ...about } = base;
    assert.deepEqual(pageRules(set, about), [{ activity: 'copy', action: 'block', message: 'No.' }]);
  });
});

test('three-valued logic', () => {
  const values: readonly Level[] = [TRUE, UNKNOWN, FALSE];
  const table = (join: (pair: Level[]) => Level): string[] =>
    values.flatMap((a) => values.map((b) => TRUTHS[join([a, b])]));
  const [t, u, f] = ['true', 'unknown', 'false'];
  assert.deepEqual(table(allOf), [t, u, f, u, u, f, f, f, f]);
  assert.deepEqual(table(anyOf), [t, t, t, t, u, u, t, u, f]);
  assert.deepEqual(values.map(not), [FALSE, UNKNOWN, TRUE]);
});
