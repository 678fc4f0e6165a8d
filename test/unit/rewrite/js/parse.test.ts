// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts are data here
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'acorn';
import { applySplices } from '../../../../src/model/rewriter.ts';
import type { ScriptGoal } from '../../../../src/rewrite/js/contract.ts';
import { parseScript } from '../../../../src/rewrite/js/parse.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';

const url = (specifier: string): string => specifier;
const goalOf = (source: string, goal: ScriptGoal): unknown => {
  const parsed = parseScript(source, { goal, url });
  return parsed.program ? parsed.goal : parsed.fault;
};

describe('goals', () => {
  const TABLE: readonly (readonly [source: string, goal: ScriptGoal, fitted: unknown])[] = [
    ['var await = 010; with (a) b', 'either', 'script'],
    ['await x', 'either', 'module'],
    ['import "x"', 'either', 'module'],
    ['import "x"', 'script', 'syntax'],
    ['await x', 'script', 'syntax'],
    ['with (a) b', 'module', 'syntax'],
    ['return 1', 'handler', 'handler'],
    ['return 1', 'script', 'syntax'],
    ['return new.target', 'handler', 'handler'],
    ['await x', 'handler', 'syntax'],
    ['var await; <!-- comment', 'handler', 'handler'],
    ['}; function () {', 'handler', 'syntax'],
    ['location = (', 'either', 'syntax'],
  ];
  for (const [source, goal, fitted] of TABLE)
    test(`${goal}: ${source}`, () => assert.equal(goalOf(source, goal), fitted));
});

describe('current syntax', () => {
  for (const source of [
    '{ using x = y }',
    'async function f() { await using x = y; for (using a of b); }',
    '/(?i:a)b/v.test(x); /(?<y>a)|(?<y>b)/d; /[\\p{Lu}--[A-Z]]/v; /a/futureflags',
    'a ||= b ??= c &&= d; 1_000n; class A { static { } #x = 1; static #y; has(o) { return #x in o } }',
    '\ufeffvar a',
    '2 ** 31 - 1 ** 2 ** 3 * 4 + -(5 ** 6); a ** b ? c ** d : e ** f || g ** h',
    '#!/bin/sh\nvar a',
    'for await (x of y);',
  ]) {
    test(source, () => assert.notEqual(goalOf(source, 'either'), 'syntax'));
  }
  test('import attributes, string names, top-level await', () =>
    assert.equal(
      goalOf('import a from "b" with { type: "json" }; export { "x y" as z } from "c"; await a', 'either'),
      'module',
    ));
});

test('a direct eval may refer to what its caller has', () => {
  for (const source of ['super.x', 'super()', 'new.target', 'this.#x', '#x in y']) {
    assert.ok(parseScript(source, { goal: 'script', url, eval: true }).program, source);
    assert.equal(parseScript(source, { goal: 'script', url }).program, undefined, source);
  }
});

test('chains of operators have the shape the base parser gives them', () => {
  for (const source of [
    'a + b * c - d || e && f ** g ** h == i',
    'a ?? b ?? c',
    'a * (b + c) + d < e in f',
    'for (a = b + c + d; ; );',
  ]) {
    const parsed = parseScript(source, { goal: 'script', url });
    const base = parse(source, { ecmaVersion: 'latest', preserveParens: true });
    assert.deepEqual(JSON.parse(JSON.stringify(parsed.program)), JSON.parse(JSON.stringify(base)));
  }
  for (const source of ['a ?? b || c', 'a && b ?? c', '-a ** b']) assert.equal(goalOf(source, 'either'), 'syntax');
});

describe('depth', () => {
  const rewriteTail = (source: string): string =>
    applySplices(source, rewriteScript(source, { goal: 'script', url }).splices).slice(-22);
  const FLAT: Readonly<Record<string, string>> = {
    operators: `x = ${'"a" + '.repeat(20_000)}location`,
    'mixed operators': `x = ${'a * b + c || '.repeat(5_000)}location`,
    accesses: `a${'.b'.repeat(20_000)}, location`,
    calls: `a${'()'.repeat(20_000)}, location`,
    commas: `${'a, '.repeat(20_000)}location`,
    statements: `${'a\n'.repeat(20_000)}location`,
    'a long optional chain': `a${'?.b'.repeat(2_000)}${'.c'.repeat(2_000)}; location`,
    'locations of locations': `a${'.location'.repeat(3_000)}, location`,
    'a key worked out of many numbers': `a[f(${'1 + '.repeat(10_000)}1)]; location`,
    'a window among many values': `a = ${'b || '.repeat(10_000)}window; a[k]; location`,
    'a window by many names': `a = ${'a = '.repeat(500)}window; ${'a[k]; '.repeat(5_000)}location`,
    'a long key': `window[${'"a" + '.repeat(10_000)}"b"]; location`,
    'parentheses that engines take too': `${'('.repeat(300)}1${')'.repeat(300)}; location`,
  };
  for (const [name, source] of Object.entries(FLAT)) {
    test(`${name} do not end the stack`, () => assert.match(rewriteTail(source), /__sallyport\.location$/));
  }
  for (const [name, source] of Object.entries({
    parentheses: `location${'('.repeat(50_000)}${')'.repeat(50_000)}`,
    brackets: `location = ${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    unary: `location = ${'!'.repeat(50_000)}1`,
  })) {
    test(`${name}: too deep is unparsable, with its reason`, () => {
      const { status, fault, splices } = rewriteScript(source, { goal: 'either', url });
      assert.deepEqual([status, fault, splices.length], ['unparsable', 'depth', 0]);
    });
  }

  const NESTED: Readonly<Record<string, (depth: number) => string>> = {
    parentheses: (depth) => `${'('.repeat(depth)}location${')'.repeat(depth)}`,
    arrays: (depth) => `${'['.repeat(depth)}location${']'.repeat(depth)}`,
    objects: (depth) => `(${'{a:'.repeat(depth)}location${'}'.repeat(depth)})`,
    'else-if': (depth) => `${'if (a) b; else '.repeat(depth)}location`,
    conditions: (depth) => `${'a ? b : '.repeat(depth)}location`,
    blocks: (depth) => `${'{'.repeat(depth)}location${'}'.repeat(depth)}`,
    calls: (depth) => `${'f('.repeat(depth)}location${')'.repeat(depth)}`,
    functions: (depth) => `${'(function () {'.repeat(depth)}location${'})()'.repeat(depth)}`,
    arrows: (depth) => `${'a => '.repeat(depth)}location`,
    templates: (depth) => `${'`${'.repeat(depth)}location${'}`'.repeat(depth)}`,
    assignments: (depth) => `${'a = '.repeat(depth)}location`,
    powers: (depth) => `${'a ** '.repeat(depth)}location`,
    classes: (depth) => `${'(class { x = '.repeat(depth)}location${'})'.repeat(depth)}`,
    patterns: (depth) => `${'['.repeat(depth)}location${']'.repeat(depth)} = a`,
  };
  for (const [name, nest] of Object.entries(NESTED)) {
    test(`${name}, nested`, () => {
      const { status } = rewriteScript(nest(200), { goal: 'script', url });
      assert.equal(status, 'rewritten');
      const deep = rewriteScript(nest(10_000), { goal: 'either', url });
      if (deep.status === 'rewritten') return;
      assert.deepEqual([deep.status, deep.fault, deep.splices.length], ['unparsable', 'depth', 0]);
    });
  }
});
