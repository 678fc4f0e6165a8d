import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeKind } from '../../../../src/rewrite/html/attributes.ts';
import { errorHandler } from '../../../../src/rewrite/html/error-handler.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';

test('the handler of a window is called with a URL, as that of no other element is', () => {
  assert.equal(attributeKind('body', 'onerror', 'html'), 'error-handler');
  assert.equal(attributeKind('frameset', 'onerror', undefined), 'error-handler');
  for (const [element, name] of [
    ['body', 'onload'],
    ['img', 'onerror'],
    ['script', 'onerror'],
  ] as const)
    assert.equal(attributeKind(element, name, 'html'), 'handler');
});

test('it is told the URL as the page knows it', () => {
  const code = 'told.push(source, arguments[2], lineno)';
  const told: unknown[] = [];
  const origin = (url: unknown): string => `home of ${url as string}`;
  // The parameters of an event handler of a window (HTML 8.1.8.1).
  new Function('told', '__sallyport', 'source', 'lineno', errorHandler(code))(told, { origin }, 'x', 5);
  assert.deepEqual(told, ['home of x', 'home of x', 5]);
  assert.equal(undo(errorHandler(code)), code);
});

test('directives stay the first statements', () => {
  const code = `'use strict'; "of more"; return [source, arguments[1], this]`;
  const origin = (url: unknown): string => `home of ${url as string}`;
  const handler = new Function('__sallyport', 'source', errorHandler(code));
  assert.deepEqual(handler.call(undefined, { origin }, 'x'), ['home of x', 'home of x', undefined]);
  assert.equal(undo(errorHandler(code)), code);
  for (const one of ["'use strict'\nx()", "'a'.b(source)", ' "a" + b; c'])
    assert.equal(errorHandler(one), one, 'what may not be a statement is left as it is');
});
