import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applySplices } from '../../../../src/model/rewriter.ts';
import type { ParsedGoal } from '../../../../src/rewrite/js/contract.ts';
import { parseScript } from '../../../../src/rewrite/js/parse.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';
import { corpusCases, disguised } from './conformance-corpus.ts';

const url = (specifier: string): string => specifier;

const EXPRESSIONS = ['location', 'window.location', '(top)?.a.location', 'eval', 'window[k + location]'];

/** Laws of one rewrite; returns whether there was one. */
function holds(source: string, goal: ParsedGoal, name: string): boolean {
  const { splices, status } = rewriteScript(source, { goal, url });
  assert.notEqual(status, 'unparsable', name);
  const rewritten = applySplices(source, splices);
  assert.ok(parseScript(rewritten, { goal, url }).program, `${name}: no longer parses: ${source} => ${rewritten}`);
  assert.equal(undo(rewritten), source, `${name}: undo`);
  assert.equal(
    applySplices(rewritten, rewriteScript(rewritten, { goal, url }).splices),
    rewritten,
    `${name}: idempotent`,
  );
  assert.equal(rewritten.split(/\r\n|[\n\r\u2028\u2029]/).length, source.split(/\r\n|[\n\r\u2028\u2029]/).length);
  let from = 0;
  for (const { start, end } of splices) {
    assert.ok(start >= from && end >= start, `${name}: order`);
    from = end;
  }
  return status === 'rewritten';
}

describe('programs of the conformance corpus', () => {
  for (const folder of ['pass', 'pass-explicit']) {
    test(`${folder}: every program still parses, undoes and stays`, () => {
      let seen = 0;
      let rewritten = 0;
      for (const { name, goal, source } of corpusCases(folder)) {
        seen++;
        assert.ok(parseScript(source, { goal, url }).program, name);
        holds(source, goal, name);
        for (const variant of disguised(source, EXPRESSIONS)) {
          if (parseScript(variant, { goal, url }).program && holds(variant, goal, name)) rewritten++;
        }
      }
      assert.ok(seen > 1900 && rewritten > 5000, `${seen} programs, ${rewritten} rewrites`);
    });
  }
  for (const folder of ['fail', 'early']) {
    test(`${folder}: no program is thrown at`, () => {
      let unparsable = 0;
      for (const { goal, source } of corpusCases(folder)) {
        for (const each of [source, `${source}\nlocation`]) {
          const { status, splices, fault } = rewriteScript(each, { goal, url });
          if (status !== 'unparsable') continue;
          assert.deepEqual([splices.length, fault], [0, 'syntax']);
          unparsable++;
        }
      }
      assert.ok(unparsable > 400, `${unparsable}`);
    });
  }
});
