import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEVICE_CONTEXT } from '../../../src/config/device-context.ts';
import { deviceTagsSchema } from '../../../src/config/device-tags-schema.ts';
import { deviceTagsOf } from '../../../src/identity/claims.ts';

const NAMES = { name: 'n', email: 'e', groups: 'g' };
const tags = (claims: Record<string, unknown>, deviceTags: Parameters<typeof deviceTagsOf>[1]['deviceTags']) =>
  deviceTagsOf(claims, { claims: NAMES, deviceTags });
const CLAIM = 'device_compliant';

describe('claims about the device', () => {
  test('DEV-07: a boolean rule takes that boolean alone, whatever else reads like it', () => {
    const strict = [{ claim: CLAIM, equals: true, tag: 'compliant' }];
    assert.deepEqual(tags({ [CLAIM]: true }, strict), ['compliant']);
    for (const value of [false, 'true', 'TRUE', 1, '1', [true], { true: true }, null])
      assert.deepEqual(tags({ [CLAIM]: value }, strict), [], JSON.stringify(value));
  });
  test('a text rule reads the text of a value, or of one in a list', () => {
    const rule = [{ claim: CLAIM, equals: 'Yes', tag: 'compliant' }];
    for (const value of ['yes', 'YES', ['no', 'yes']]) assert.deepEqual(tags({ [CLAIM]: value }, rule), ['compliant']);
    for (const value of ['yes ', 'no', '', { yes: 1 }, []]) assert.deepEqual(tags({ [CLAIM]: value }, rule), []);
  });
  test('none of the claims in the token: nothing is known', () => {
    assert.equal(tags({ other: 'x' }, [{ claim: CLAIM, equals: 'yes', tag: 'compliant' }]), undefined);
  });
  test('the public device-context claims give each its tag', () => {
    const rules = deviceTagsSchema.parse(['device-context', { claim: 'mdm', equals: 'yes', tag: 'mdm' }]);
    assert.equal(rules.length, DEVICE_CONTEXT.length + 1);
    for (const { claim, equals, tag } of rules) assert.deepEqual(tags({ [claim]: equals }, rules), [tag]);
    const base = 'http://schemas.microsoft.com/2014/09/devicecontext/claims/';
    assert.deepEqual(tags({ [`${base}iscompliant`]: 'true', [`${base}trusttype`]: 'ServerAd' }, rules), [
      'compliant',
      'hybrid-joined',
    ]);
    assert.deepEqual(tags({ [`${base}iscompliant`]: 'false' }, rules), []);
  });
});
