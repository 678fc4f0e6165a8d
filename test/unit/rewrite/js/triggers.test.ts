import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { hasTrigger } from '../../../../src/rewrite/js/triggers.ts';

const url = (specifier: string): string => specifier.replace('//a.test', '//b.test');

for (const text of [
  '',
  'var a = 1',
  'medieval.retrieval(evaluate)',
  'important + exports.x',
  'relocation = locations',
  '"\\u00a0\\x20"',
  'setInterval(evaluate)',
  'export const x = 1 // note',
  'Array.from(b) // export',
  'window["app"] = self[\'b\'] + document["c"]',
  'windows[a] + selves[b]',
]) {
  test(`not parsed: ${text}`, () => {
    const expected = /\bexport\b.*\bfrom\b|\bfrom\b.*\bexport\b/.test(text);
    assert.equal(hasTrigger(text), expected);
    assert.deepEqual(rewriteScript(text, { goal: 'either', url }).splices, []);
  });
}

for (const text of [
  'location',
  '$location',
  'x.postMessage',
  'eval(x)',
  'import("x")',
  'import.meta',
  'loc\\u0061tion',
  'l\\u{6f}cation',
  'l\\u{00006F}cation',
  '\\u006Cocation',
  'x["\\x6Cocation"]',
  'p\\u006fstMessage',
  'e\\u0076al',
  'post\\u004dessage',
  'window[a]',
  'document["loc" + "ation"]',
  'self[`a`]',
  'a[_0x1f(2)]',
  'export * from"https://a.test/x"',
  'export{a}\nfrom "\\u002f/a.test"',
]) {
  test(`parsed: ${text}`, () => assert.equal(hasTrigger(text), true));
}
