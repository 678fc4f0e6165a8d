import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './documents.ts';

/** The words of the house. One that is not explained is not used; one that is explained is used. */
const TERMS = [
  'access policy',
  'action',
  'activity',
  'activity log',
  'condition',
  'confinement',
  'connector',
  'connector group',
  'decision',
  'device tag',
  'escape',
  'exchange',
  'handoff',
  'journal',
  'operational log',
  'origin host',
  'page rule',
  'page runtime',
  'page-enforced',
  'protected app',
  'reason',
  'routing policy',
  'session',
  'session policy',
  'sign-in host',
  'step-up',
  'suffix host',
  'toOrigin',
  'toSuffix',
];

describe('docs/glossary.md', () => {
  const sections = readFileSync(join(ROOT, 'docs/glossary.md'), 'utf8').split(/^## /m).slice(1);
  const headings = sections.map((section) => section.split('\n', 1)[0]!);

  test('each term has a section, in order, and each section is a term', () => assert.deepEqual(headings, TERMS));
  test('each section says something', () => {
    for (const section of sections) assert.ok(section.split('\n').slice(1).join(' ').trim().length > 30, section);
  });
});
