import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { generatedDocs } from '../../../src/config/generate-docs.ts';

describe('what is generated from the schemas', () => {
  for (const [path, text] of Object.entries(generatedDocs())) {
    test(`${path} is up to date (node src/config/generate-docs.ts writes it)`, () => {
      assert.equal(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'), text);
    });
  }
});
