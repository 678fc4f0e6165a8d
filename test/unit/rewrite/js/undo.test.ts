import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applySplices } from '../../../../src/model/rewriter.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { TOKENS } from '../../../../src/rewrite/js/tokens.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';
import { undoCut } from '../../../../src/rewrite/js/undo-cut.ts';
import { fc } from '../../../support/properties.ts';

const PARTS = [
  'location',
  'window',
  'eval',
  'a',
  '.location',
  '?.location',
  '?.b',
  '["location"]',
  '[k]',
  '(',
  ')',
  '{',
  '}',
  '=',
  ',',
  ';',
  ':',
  '?',
  '=>',
  'new ',
  'return ',
  'var ',
  'for(',
  ' of ',
  '`',
  '${',
  '/*c*/',
  '//c\n',
  '...',
  'function f(',
  '1',
  '/',
] as const;

test('whatever is rewritten can be undone', () => {
  let rewritten = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PARTS), { maxLength: 12 }),
      fc.constantFrom('script', 'handler'),
      (parts, goal) => {
        const source = `location;${parts.join('')}`;
        const { splices, status } = rewriteScript(source, { goal, url: (specifier) => specifier });
        if (status === 'rewritten') rewritten++;
        assert.equal(undo(applySplices(source, splices)), source);
      },
    ),
    { numRuns: 20_000 },
  );
  assert.ok(rewritten > 200, `${rewritten}`);
});

test('a function taken out of a rewritten text is the function of the author', () => {
  const source = 'f(function go(x) { return new x.location(eval(x), { location }) }).location';
  const { splices } = rewriteScript(source, { goal: 'script', url: (specifier) => specifier });
  const text = applySplices(source, splices);
  const slice = text.slice(text.indexOf('function'), text.lastIndexOf('}') + 1);
  assert.equal(undo(slice), 'function go(x) { return new x.location(eval(x), { location }) }');
});

test('text without the runtime comes back as it is', () => {
  const text = 'x.location /* */ )?.';
  assert.equal(undo(text), text);
});

test('no token needs escaping in an attribute, adds a line or ends a script element', () => {
  for (const [name, token] of Object.entries(TOKENS)) {
    assert.doesNotMatch(token, /["'<>&\n\r]/, name);
    assert.match(token, /__sallyport/, name);
    assert.equal(undo(token), '', name);
  }
});

test('of a text that is cut off anywhere nothing of ours is left', () => {
  const author = "eval('1'); top.location = a; with (o) { eval(b); } for (var location of x) f({ location });";
  const { splices } = rewriteScript(author, { goal: 'script', url: (specifier) => specifier });
  const rewritten = applySplices(author, splices);
  for (let end = 0; end <= rewritten.length; end++) {
    const text = undoCut(rewritten.slice(0, end));
    assert.ok(!text.includes('__s'), text);
  }
  assert.equal(undoCut(rewritten), author);
});

test('code that is no token is undone, and cut off anywhere', () => {
  const source = 'const { url } = import.meta; f(import.meta.resolve); await import(url)';
  const { splices } = rewriteScript(source, {
    goal: 'module',
    url: (specifier) => specifier,
    base: () => 'https://a.test/^?b',
  });
  const rewritten = applySplices(source, splices);
  assert.equal(undo(rewritten), source);
  assert.match(rewritten, /"https:\/\/a\.test\/%5E"/);
  assert.doesNotMatch(rewritten, /[<&]/);
  for (let end = 0; end <= rewritten.length; end++)
    assert.ok(source.startsWith(undoCut(rewritten.slice(0, end)).replace(/(?:\/\*?)?_{0,2}$/, '')), `${end}`);
});
