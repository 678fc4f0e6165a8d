import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { policyTemplates } from '../../../src/cli/policy/policy-templates.ts';
import { caseFileSchema } from '../../../src/config/facts-schema.ts';
import { loadPolicies } from '../../../src/config/load-policies.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { decide } from '../../../src/policy/decide.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CASES = join(ROOT, 'fixtures/policy');

describe('policy templates', () => {
  const files = readdirSync(CASES).toSorted();
  test('each has cases, and each says what it is for', () => {
    const templates = policyTemplates();
    assert.ok(templates.size >= 15);
    assert.deepEqual(
      files.map((file) => file.replace(/\.yaml$/, '')),
      [...templates.keys()],
    );
    for (const text of templates.values()) assert.match(text, /^# \S.*\S\n(policies|routing):\n/);
  });

  for (const file of files) {
    const { policies = '', cases } = caseFileSchema.parse(parse(readFileSync(join(CASES, file), 'utf8')));
    const loaded = loadPolicies(join(CASES, policies));
    const set = loaded.ok ? compilePolicies(loaded.policies, loaded.routing) : undefined;
    for (const { name, facts, expect } of cases)
      test(`${file}: ${name}`, () => {
        assert.ok(loaded.ok && set, JSON.stringify(loaded));
        const { action, route } = decide(set, facts);
        assert.equal(action, expect.action);
        if (expect.route) assert.equal(route?.outcome, expect.route);
      });
  }
});
