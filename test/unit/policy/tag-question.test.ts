import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { decide } from '../../../src/policy/decide.ts';
import type { Condition, PolicyDocument } from '../../../src/policy/policy-document.ts';
import { createTagQuestion } from '../../../src/policy/tag-question.ts';
import { fc } from '../../support/properties.ts';

const TAG = 'valid-certificate';
const FACTS: Facts = {
  activity: 'download',
  appId: 'wiki',
  user: 'alice',
  groups: ['staff'],
  deviceTags: ['compliant'],
  ip: '10.0.0.1',
};
const policy = (when: Condition | undefined, mode: PolicyDocument['mode'] = 'active'): PolicyDocument => ({
  id: 'p',
  name: 'P',
  severity: 'low',
  mode,
  control: 'download',
  ...(when ? { when } : {}),
  action: 'block',
});
const asks = (when: Condition | undefined, facts: Partial<Facts> = {}, mode?: PolicyDocument['mode']): boolean =>
  createTagQuestion([policy(when, mode)], TAG)({ ...FACTS, ...facts });

describe('whether the certificate matters', () => {
  test('it does where a policy that could match names the tag', () => {
    assert.ok(asks({ device: [TAG] }));
    assert.ok(asks({ not: { device: [TAG.toUpperCase()] } }));
    assert.ok(asks({ app: ['wiki'], not: { any: [{ group: ['admins'] }, { device: [TAG] }] } }));
    assert.ok(asks({ device: [TAG] }, {}, 'monitoring'));
  });
  test('it does not where none names it, or none could match this user, app or address', () => {
    assert.equal(asks(undefined), false);
    assert.equal(asks({ device: ['compliant'] }), false);
    assert.equal(asks({ device: [TAG] }, {}, 'disabled'), false);
    assert.equal(asks({ app: ['mail'], device: [TAG] }), false);
    assert.equal(asks({ group: ['admins'], not: { device: [TAG] } }), false);
    assert.equal(asks({ ip: ['192.0.2.0/24'], not: { device: [TAG] } }), false);
    assert.equal(asks({ device: [TAG, 'compliant'] }), false, 'the other tag settles it');
    assert.equal(asks({ any: [{ user: ['alice'] }, { device: [TAG] }] }), false);
  });
  test('what is not known yet may still make it matter, whatever the policy makes of unknown', () => {
    assert.ok(asks({ group: ['admins'], device: [TAG] }, { groups: undefined }));
    assert.ok(asks({ group: ['admins'], unknown: 'fails', not: { device: [TAG] } }, { groups: undefined }));
  });

  test('where it says no, the decision is the same with and without the certificate', () => {
    const leaf = fc.constantFrom<Condition>(
      { device: [TAG] },
      { device: ['compliant'] },
      { device: [TAG, 'other'] },
      { user: ['alice'] },
      { group: ['admins'] },
      { ip: ['10.0.0.0/8'] },
      { device: [TAG], unknown: 'fails' },
      { group: ['admins'], unknown: 'matches' },
    );
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.record({ not: tie('tree') }),
        fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
      ),
    }));
    const known = fc.record({
      groups: fc.constantFrom(undefined, [], ['admins']),
      deviceTags: fc.constantFrom(undefined, [], ['compliant']),
      ip: fc.constantFrom(undefined, '10.1.1.1', '192.0.2.1'),
    });
    fc.assert(
      fc.property(tree, known, (when, facts) => {
        const all: Facts = { ...FACTS, ...facts };
        if (createTagQuestion([policy(when)], TAG)(all)) return;
        const set = compilePolicies([policy(when)]);
        const [held, missing] = [true, false].map(
          (value) => decide(set, { ...all, certificateTag: { tag: TAG, held: value } }).action,
        );
        assert.equal(held, missing);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the tag in a policy', () => {
  const action = (when: Condition, facts: Partial<Facts>): string =>
    decide(compilePolicies([policy(when)]), { ...FACTS, ...facts }).action;
  const tag = (held: boolean | undefined) => ({ certificateTag: { tag: TAG, held } });
  const WITHOUT: Condition = { not: { device: [TAG] } };

  test('held, not held, never asked', () => {
    assert.equal(action(WITHOUT, tag(true)), 'allow');
    assert.equal(action(WITHOUT, tag(false)), 'block');
    assert.equal(action(WITHOUT, tag(undefined)), 'block');
    const lenient: Condition = { not: { device: [TAG], unknown: 'matches' } };
    assert.equal(action(lenient, tag(undefined)), 'allow');
    assert.equal(action(lenient, tag(false)), 'block', 'asked and not shown is known');
  });
  test('it is known apart from what claims say, both ways', () => {
    assert.equal(action(WITHOUT, { ...tag(true), deviceTags: undefined }), 'allow');
    assert.equal(action({ device: ['compliant'] }, { ...tag(true), deviceTags: [] }), 'allow');
    assert.equal(action({ device: ['compliant'], unknown: 'fails' }, { ...tag(true), deviceTags: undefined }), 'allow');
    assert.equal(action({ device: ['compliant', TAG] }, { ...tag(false), deviceTags: ['compliant'] }), 'block');
  });
  test('a claim cannot lend it', () => {
    assert.equal(action({ device: [TAG] }, { ...tag(false), deviceTags: [TAG] }), 'allow');
  });
});
