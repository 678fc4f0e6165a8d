import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { ACTIONS } from '../../../src/model/policy-match.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { decide } from '../../../src/policy/decide.ts';
import { explain } from '../../../src/policy/explain.ts';
import type { Condition, PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { RoutingPolicyDocument } from '../../../src/policy/routing-document.ts';
import { fc } from '../../support/properties.ts';

const FACTS: Facts = {
  activity: 'download',
  appId: 'wiki',
  user: 'bob',
  groups: [],
  deviceTags: [],
  ip: '192.0.2.1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};
const NATIVE = 'curl/8.9';
const named = { name: 'n', severity: 'low', mode: 'active' } as const;
const blocking = (when: Condition): PolicyDocument => ({
  ...named,
  id: 'p',
  control: 'download',
  action: 'block',
  when,
});
const actionFor = (when: Condition, facts: Partial<Facts>): string =>
  decide(compilePolicies([blocking(when)]), { ...FACTS, ...facts }).action;

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<Condition>(
      { client: ['browser'] },
      { client: ['native'] },
      { client: ['native', 'browser'] },
      { user: ['bob'] },
      { user: ['alice'] },
      { risk: ['high'] },
      { client: ['browser'], user: ['bob'] },
    ),
    fc.record({ not: tie('condition') }),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
  ),
}));

describe('what a client says of itself', () => {
  test('with a session it makes policies hold, and keeps none from holding', () => {
    for (const [when, browser, claimed, token] of [
      [{ client: ['native'] }, 'allow', 'block', 'block'],
      [{ client: ['browser'] }, 'block', 'block', 'allow'],
      [{ not: { client: ['native'] } }, 'block', 'block', 'allow'],
      [{ not: { client: ['browser'] } }, 'allow', 'block', 'block'],
      [{ not: { not: { client: ['browser'] } } }, 'block', 'block', 'allow'],
      [{ client: ['native'], unknown: 'fails' }, 'allow', 'block', 'block'],
      [{ client: ['browser'], unknown: 'fails' }, 'block', 'allow', 'allow'],
      [{ user: ['bob'] }, 'block', 'block', 'block'],
    ] as const) {
      const text = JSON.stringify(when);
      assert.equal(actionFor(when, {}), browser, text);
      assert.equal(actionFor(when, { userAgent: NATIVE }), claimed, text);
      assert.equal(actionFor(when, { userAgent: NATIVE, byToken: true }), token, text);
      assert.equal(actionFor(when, { byToken: true }), token, `${text}: whatever it calls itself`);
    }
  });

  test('no policies and no routing give a browser more for calling itself an app', () => {
    const outcome = fc.constantFrom('monitorOnly' as const, 'custom' as const, 'blockDownloads' as const);
    fc.assert(
      fc.property(
        fc.array(fc.record({ when: condition, action: fc.constantFrom('audit' as const, 'block' as const) })),
        fc.array(fc.record({ when: condition, outcome }), { maxLength: 3 }),
        outcome,
        (written, routes, otherwise) => {
          const policies = written.map(
            (each, index): PolicyDocument => ({ ...named, ...each, id: `p${index}`, control: 'download' }),
          );
          const routing = routes.map((each, index): RoutingPolicyDocument => ({ ...named, ...each, id: `r${index}` }));
          const set = compilePolicies(policies, { otherwise, policies: routing });
          const [browser, claimed] = [FACTS, { ...FACTS, userAgent: NATIVE }].map((facts) =>
            ACTIONS.indexOf(decide(set, facts).action),
          );
          assert.ok((claimed ?? 0) >= (browser ?? 0));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('an explanation says that it counts, and that it is not known', () => {
    const { policies, routing } = explain(
      compilePolicies([blocking({ client: ['browser'] })], {
        otherwise: 'custom',
        policies: [{ ...named, id: 'r', when: { client: ['native'] }, outcome: 'monitorOnly' }],
      }),
      { ...FACTS, userAgent: NATIVE },
    );
    assert.deepEqual(policies[0]?.reasons, ['client-unknown', 'unknown-counts']);
    assert.equal(policies[0]?.tree?.truth, 'unknown');
    assert.equal(routing[0]?.verdict, 'unknown');
  });

  test('an app for browsers turns it away, unless routing would not stop a browser', () => {
    const facts: Facts = { ...FACTS, activity: 'access', userAgent: NATIVE, onlyBrowsers: true };
    const decision = decide(compilePolicies([]), facts);
    assert.deepEqual([decision.action, decision.matches[0]?.reasons], ['block', ['native-client']]);
    for (const [otherwise, action] of [
      ['direct', 'audit'],
      ['monitorOnly', 'audit'],
      ['custom', 'block'],
      ['blockDownloads', 'block'],
    ] as const)
      assert.equal(decide(compilePolicies([], { otherwise, policies: [] }), facts).action, action, otherwise);
  });
});
