import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { generatedDocs } from '../../../src/config/generate-docs.ts';
import { REASONS } from '../../../src/policy/reasons.ts';

describe('what is generated from the schemas', () => {
  for (const [path, text] of Object.entries(generatedDocs())) {
    test(`${path} is up to date (node src/config/generate-docs.ts writes it)`, () => {
      assert.equal(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'), text);
    });
  }

  test('docs/policy-language.md explains every reason and no other', () => {
    const text = readFileSync(new URL('../../../docs/policy-language.md', import.meta.url), 'utf8');
    const listed = [...text.slice(text.indexOf('## Reasons')).matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(
      ([, reason, meaning]) => [reason, meaning],
    );
    assert.deepEqual(listed, Object.entries(REASONS));
  });
});
