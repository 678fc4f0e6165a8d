import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FUNCTION_PREFIXES, type FunctionKind } from '../../../../src/rewrite/js/function-prefixes.ts';
import { rewriteFunction } from '../../../../src/rewrite/js/rewrite-function.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';

/** Kind, parameters, body; what they become, an unchanged text as undefined. */
const TABLE: readonly (readonly [FunctionKind, string, string, (string | undefined)?, string?])[] = [
  ['plain', '', 'return location', undefined, 'return __sallyport.location'],
  ['plain', 'location', 'return location.href'],
  ['plain', 'a, { b: [location = 1] }, ...c', 'return location'],
  ['plain', 'a = location', 'return a', 'a = __sallyport.location'],
  ['plain', 'a = location', 'var location; return a', 'a = __sallyport.location'],
  ['plain', 'location, a = location', 'return a'],
  ['plain', '', 'location.x()', undefined, '__sallyport.location.x()'],
  ['plain', '/*', '*/ location){'],
  ['plain', 'a // note', 'return location', undefined, 'return __sallyport.location'],
  [
    'plain',
    'await, yield',
    'return await + yield + location',
    undefined,
    'return await + yield + __sallyport.location',
  ],
  ['async', '', 'await location', undefined, 'await __sallyport.location'],
  ['async', '', 'for await (location of x);', undefined, 'for await (__sallyport.location of x);'],
  ['generator', '', 'yield location; yield* x', undefined, 'yield __sallyport.location; yield* x'],
  ['asyncGenerator', '', 'await location; yield 1', undefined, 'await __sallyport.location; yield 1'],
  ['plain', '', 'await location'],
  [
    'plain',
    '',
    '"use strict"; { function location() {} } location',
    undefined,
    '"use strict"; { function location() {} } __sallyport.location',
  ],
  ['plain', '', 'eval(x)', undefined, 'eval(__sallyport.code(x/*__sallyport*/))'],
  [
    'plain',
    'location',
    'eval(x)',
    undefined,
    'eval(/*__sallyport^*/__sallyport.code(/*__sallyport|*/x/*__sallyport^*/,!0)/*__sallyport|*/)',
  ],
  ['plain', '', 'location -->', undefined],
  ['plain', '', 'return 1 <!-- location'],
];

describe('the texts of a Function constructor', () => {
  for (const [kind, parameters, body, newParameters = parameters, newBody = body] of TABLE) {
    test(`${FUNCTION_PREFIXES[kind]} (${parameters}) { ${body} }`, () => {
      const rewritten = rewriteFunction(kind, { parameters, body });
      assert.deepEqual(rewritten, { parameters: newParameters, body: newBody });
      assert.deepEqual([undo(rewritten.parameters), undo(rewritten.body)], [parameters, body]);
    });
  }
});

test('texts that are a function only when put together are still refused', () => {
  for (const [parameters, body] of [
    ['a = location /* last', '*/) { return location'],
    ['a, b', '}, location, function () {'],
    ['/*', '*/ location){'],
  ] as const) {
    const rewritten = rewriteFunction('plain', { parameters, body });
    assert.throws(() => new Function(rewritten.parameters, rewritten.body), SyntaxError);
  }
});

test('what is imported is relative to the caller', () => {
  const base = (): string => 'https://a.test/b/c.js';
  const bodyOf = (body: string): string => rewriteFunction('plain', { parameters: 'x', body }, base).body;
  for (const body of ['return import(x)', "import('./d.js')", "import('/d.js')"]) {
    assert.match(bodyOf(body), /"https:\/\/a\.test\/b\/c\.js"/);
    assert.equal(undo(bodyOf(body)), body);
  }
  assert.doesNotMatch(bodyOf("import('vue'); import('https://b.test/')"), /a\.test/);
  assert.equal(
    bodyOf('import(__sallyport.url(x))'),
    '/*__sallyport^*/__sallyport.loaded(/*__sallyport|*/import(__sallyport.url(x))/*__sallyport^*/)/*__sallyport|*/',
  );
});
