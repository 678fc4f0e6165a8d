import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorsPage } from '../../../docs/write-errors.ts';
import { FAILURES } from '../../../src/model/failure.ts';
import { ROOT } from './documents.ts';

test('docs/errors.md is what docs/write-errors.ts writes', () => {
  assert.equal(readFileSync(join(ROOT, 'docs/errors.md'), 'utf8'), errorsPage());
});

test('each failure code has a section, and each section a code', () => {
  const headings = [...errorsPage().matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  assert.deepEqual(headings, Object.keys(FAILURES));
});
