import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { ROUTE_OUTCOMES, type RouteOutcome } from '../../../src/model/route.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { decide, pageRules } from '../../../src/policy/decide.ts';
import { explain } from '../../../src/policy/explain.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { REASONS } from '../../../src/policy/reasons.ts';
import type { RoutingDocument, RoutingPolicyDocument } from '../../../src/policy/routing-document.ts';
import { fc } from '../../support/properties.ts';

const BASE: Facts = {
  activity: 'access',
  appId: 'wiki',
  user: 'bob',
  groups: ['staff'],
  deviceTags: [],
  ip: '192.0.2.1',
};
const routes = (
  outcome: RouteOutcome,
  more: Partial<RoutingPolicyDocument> = {},
  id: string = outcome.toLowerCase(),
): RoutingPolicyDocument => ({ id, name: id, severity: 'low', mode: 'active', outcome, ...more });
const routed = (policies: readonly RoutingPolicyDocument[], otherwise: RouteOutcome = 'custom'): RoutingDocument => ({
  otherwise,
  policies,
});
const outcomeOf = (routing: RoutingDocument, facts: Partial<Facts> = {}): RouteOutcome | undefined =>
  decide(compilePolicies([], routing), { ...BASE, ...facts }).route?.outcome;
const BLOCK_UPLOAD: PolicyDocument = {
  id: 'no-upload',
  name: 'no-upload',
  severity: 'low',
  mode: 'active',
  control: 'upload',
  action: 'block',
};

describe('where a session is routed', () => {
  test('without routing policies there is no route, and the policies hold', () => {
    const decision = decide(compilePolicies([BLOCK_UPLOAD]), { ...BASE, activity: 'upload' });
    assert.equal(decision.route, undefined);
    assert.equal(decision.action, 'block');
  });

  test('the strictest of all that match, in whatever order; else what is meant otherwise', () => {
    const one = routes('direct');
    const two = routes('blockDownloads', { when: { group: ['staff'] } });
    assert.equal(outcomeOf(routed([one, two])), 'blockDownloads');
    assert.equal(outcomeOf(routed([two, one])), 'blockDownloads');
    assert.equal(outcomeOf(routed([one, two]), { groups: [] }), 'direct');
    assert.equal(outcomeOf(routed([two], 'monitorOnly'), { groups: [] }), 'monitorOnly');
    assert.equal(outcomeOf(routed([routes('block', { mode: 'disabled' })], 'direct')), 'direct');
  });

  test('what is not known never lets anybody out', () => {
    const compliant = routes('direct', { when: { device: ['compliant'] } });
    assert.equal(outcomeOf(routed([compliant]), { deviceTags: ['compliant'] }), 'direct');
    assert.equal(outcomeOf(routed([compliant]), { deviceTags: undefined }), 'custom');
    assert.equal(outcomeOf(routed([compliant], 'block'), { deviceTags: undefined }), 'block');
    const unmanaged = routes('blockDownloads', { when: { not: { device: ['compliant'] } } });
    assert.equal(outcomeOf(routed([unmanaged], 'direct'), { deviceTags: undefined }), 'blockDownloads');
    assert.equal(outcomeOf(routed([unmanaged, compliant], 'custom'), { deviceTags: undefined }), 'blockDownloads');
    const seen = routes('monitorOnly', { when: { device: ['compliant'] } });
    assert.equal(outcomeOf(routed([seen], 'direct'), { deviceTags: undefined }), 'monitorOnly');
  });

  test('an exception holds against everything of its policy, and only when it is sure', () => {
    const policy = routes('block', { except: { users: ['Glass'], groups: ['break-glass'] } });
    assert.equal(outcomeOf(routed([policy], 'direct'), { user: 'glass', groups: undefined }), 'direct');
    assert.equal(outcomeOf(routed([policy], 'direct'), { groups: ['break-glass'] }), 'direct');
    assert.equal(outcomeOf(routed([policy], 'direct'), { groups: undefined }), 'block');
    assert.equal(outcomeOf(routed([policy], 'direct'), { user: 'glass2' }), 'block');
  });

  test('an app that works through the gateway only is monitored instead of left', () => {
    const routing = { ...routed([routes('direct')]), inside: ['wiki'] };
    assert.equal(outcomeOf(routing), 'monitorOnly');
    assert.equal(outcomeOf(routing, { appId: 'mail' }), 'direct');
  });

  const policy = fc.record({
    id: fc.stringMatching(/^[a-z]{1,6}$/),
    outcome: fc.constantFrom(...ROUTE_OUTCOMES),
    when: fc.option(
      fc.oneof(
        fc.subarray(['staff', 'admins'], { minLength: 1 }).map((group) => ({ group })),
        fc.constant({ device: ['compliant'] }),
        fc.constant({ not: { device: ['compliant'] } }),
      ),
      { nil: undefined },
    ),
  });
  const level = (routing: RoutingDocument, facts: Partial<Facts>): number =>
    ROUTE_OUTCOMES.indexOf(outcomeOf(routing, facts)!);
  test('not knowing a fact is never laxer than any value it could have', () => {
    fc.assert(
      fc.property(fc.array(policy, { maxLength: 4 }), fc.constantFrom(...ROUTE_OUTCOMES), (some, otherwise) => {
        const routing = routed(
          some.map(({ id, outcome, when }) => routes(outcome, when ? { when } : {}, id)),
          otherwise,
        );
        const unknown = level(routing, { deviceTags: undefined });
        for (const deviceTags of [[], ['compliant']]) assert.ok(unknown >= level(routing, { deviceTags }));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a route makes of the policies', () => {
  const decided = (outcome: RouteOutcome, activity: Facts['activity']) =>
    decide(compilePolicies([BLOCK_UPLOAD], routed([routes(outcome)])), { ...BASE, activity });

  for (const [outcome, upload, download, access] of [
    ['direct', 'block', 'allow', 'allow'],
    ['monitorOnly', 'audit', 'allow', 'allow'],
    ['custom', 'block', 'allow', 'allow'],
    ['blockDownloads', 'block', 'block', 'allow'],
    ['block', 'block', 'block', 'block'],
  ] as const)
    test(outcome, () => {
      assert.equal(decided(outcome, 'upload').action, upload);
      assert.equal(decided(outcome, 'download').action, download);
      assert.equal(decided(outcome, 'access').action, access);
    });

  test('monitorOnly says so in the reasons, and pages guard nothing', () => {
    const set = compilePolicies([BLOCK_UPLOAD], routed([routes('monitorOnly')]));
    const { matches } = decide(set, { ...BASE, activity: 'upload' });
    assert.deepEqual(matches[0]?.reasons, ['unconditional', 'routed-monitor-only']);
    assert.deepEqual(
      pageRules(set, BASE).map(({ activity, action }) => [activity, action]),
      [['upload', 'audit']],
    );
  });

  test('blockDownloads and block hold in pages too, with every reason in the list', () => {
    const rules = (outcome: RouteOutcome) => pageRules(compilePolicies([], routed([routes(outcome)])), BASE);
    assert.deepEqual(
      rules('blockDownloads').map(({ activity, action }) => [activity, action]),
      [['download', 'block']],
    );
    assert.ok(rules('block').every(({ action }) => action === 'block'));
    assert.ok(rules('block').some(({ activity }) => activity === 'upload'));
    for (const outcome of ROUTE_OUTCOMES)
      for (const { reasons } of decided(outcome, 'download').matches)
        for (const reason of reasons) assert.ok(Object.hasOwn(REASONS, reason), reason);
  });

  test('a refusal that only `otherwise` asks for bears its name', () => {
    const decision = decide(compilePolicies([], routed([], 'block')), BASE);
    assert.deepEqual([decision.action, decision.matches[0]?.policyId], ['block', 'routing-otherwise']);
  });

  test('explained are the routing policies, each with what became of it', () => {
    const policies = [
      routes('block', { when: { device: ['stolen'] } }),
      routes('direct', { when: { group: ['staff'] } }),
      routes('custom', { mode: 'disabled' }),
      routes('monitorOnly', { when: { group: ['admins'] } }),
    ];
    const { routing, decision } = explain(compilePolicies([], routed(policies)), { ...BASE, deviceTags: undefined });
    assert.equal(decision.route?.outcome, 'block');
    assert.deepEqual(
      routing.map(({ verdict }) => verdict),
      ['unknown', 'matched', 'disabled', 'conditions-failed'],
    );
  });
});
