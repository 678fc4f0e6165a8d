import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { FAILURES } from '../../../src/model/failure.ts';
import { ROOT } from './documents.ts';

const text = readFileSync(join(ROOT, 'docs/lifecycle.md'), 'utf8');
const stages = readdirSync(join(ROOT, 'src/proxy/stages'));
/** What stages share and is no stage of its own. */
const SHARED = ['facts.ts', 'policy-desk.ts'];

describe('docs/lifecycle.md', () => {
  test('every stage is on the page', () => {
    const missing = stages.filter((file) => !SHARED.includes(file) && !text.includes(`src/proxy/stages/${file}`));
    assert.deepEqual(missing, []);
  });

  test('the table is in the order of the pipeline', () => {
    const pipeline = readFileSync(join(ROOT, 'src/proxy/pipeline.ts'), 'utf8');
    const calls = { route: 'route(', authenticate: 'authenticate(', 'enforce-request': 'enforceRequest(' };
    const later = {
      'rewrite-request': 'rewriteRequest(',
      upstream: 'askUpstream(',
      'enforce-response': 'enforceResponse(',
    };
    const all = Object.entries({ ...calls, ...later, 'rewrite-response': 'rewriteResponse(' });
    const table = text.slice(text.indexOf('## The stages'));
    const inText = all.map(([file]) => table.indexOf(`[\`src/proxy/stages/${file}.ts\`]`));
    const inCode = all.map(([, call]) => pipeline.indexOf(` ${call}`));
    assert.ok([...inText, ...inCode].every((at) => at > 0));
    assert.deepEqual(
      inText.toSorted((a, b) => a - b),
      inText,
    );
    assert.deepEqual(
      inCode.toSorted((a, b) => a - b),
      inCode,
    );
  });

  test('every failure it names is one', () => {
    const named = [...text.matchAll(/`((?:unknown|bad|headers|upstream|sign-in|forbidden)-[a-z-]+)`/g)].map(
      ([, code]) => code!,
    );
    assert.ok(named.length > 2);
    assert.deepEqual(
      named.filter((code) => !Object.hasOwn(FAILURES, code)),
      [],
    );
  });
});
