import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { applySplices } from '../../../../src/model/rewriter.ts';
import type { ParsedGoal } from '../../../../src/rewrite/js/contract.ts';
import { parseScript } from '../../../../src/rewrite/js/parse.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';

const CORPUS = new URL('.', `file://${createRequire(import.meta.url).resolve('test262-parser-tests/package.json')}`);
const url = (specifier: string): string => specifier;

interface Case {
  readonly name: string;
  readonly goal: ParsedGoal;
  readonly source: string;
}

function cases(folder: string): Case[] {
  const path = new URL(`${folder}/`, CORPUS);
  return readdirSync(path).map((file) => ({
    name: `${folder}/${file}`,
    goal: file.endsWith('.module.js') ? 'module' : 'script',
    source: readFileSync(new URL(file, path), 'utf8'),
  }));
}

/** The same program with one of its names made a name that matters, in every place it has. */
function* disguised(source: string): Generator<string> {
  for (const name of ['a', 'b', 'c', 'f', 'x', 'y', 'i', 'foo']) {
    const word = new RegExp(`(?<![\\w\\\\$#])${name}(?![\\w$])`, 'g');
    if (!word.test(source)) continue;
    yield source.replace(word, 'location');
    yield source.replace(word, 'window.location');
    yield source.replace(word, '(top)?.a.location');
    yield source.replace(word, 'eval');
    yield source.replace(word, 'window[k + location]');
  }
}

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
      for (const { name, goal, source } of cases(folder)) {
        seen++;
        assert.ok(parseScript(source, { goal, url }).program, name);
        holds(source, goal, name);
        for (const variant of disguised(source)) {
          if (parseScript(variant, { goal, url }).program && holds(variant, goal, name)) rewritten++;
        }
      }
      assert.ok(seen > 1900 && rewritten > 5000, `${seen} programs, ${rewritten} rewrites`);
    });
  }
  for (const folder of ['fail', 'early']) {
    test(`${folder}: no program is thrown at`, () => {
      let unparsable = 0;
      for (const { goal, source } of cases(folder)) {
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
