import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCorpus } from './corpus.ts';
import { TARGETS } from './targets.ts';

for (const [name, { run }] of Object.entries(TARGETS))
  test(`every kept input of ${name} keeps the promises`, () => {
    const corpus = readCorpus(name);
    assert.ok(corpus.length > 0);
    for (const input of corpus) run(input);
  });
