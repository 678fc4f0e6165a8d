import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInlinePolicies } from '../../../../src/rewrite/headers/inline-policy.ts';
import { upgradesRequests } from '../../../../src/rewrite/headers/upgrade-policy.ts';

const POLICIES: readonly (readonly [policy: string, upgrades: boolean])[] = [
  ['upgrade-insecure-requests', true],
  ["default-src 'self';\tUpgrade-Insecure-Requests ", true],
  ["default-src 'self', upgrade-insecure-requests", true],
  ["default-src 'self'; report-to upgrade-insecure-requests", false],
  ['upgrade-insecure-requests-too', false],
  ['', false],
];

test('which policies have a page ask by https for what it names by http', () => {
  for (const [policy, upgrades] of POLICIES) {
    assert.equal(upgradesRequests(policy), upgrades, policy);
    const ofDocument = createInlinePolicies(() => '');
    ofDocument.add(policy, false);
    assert.equal(ofDocument.upgrades(), false, `${policy}, reported only`);
    ofDocument.add(policy, true);
    assert.equal(ofDocument.upgrades(), upgrades, policy);
  }
});
