import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { mark, markOf, unmark } from '../../../src/rewrite/mark.ts';

describe('marks in URLs', () => {
  test('a mark stands last in the query and comes off without a trace', () => {
    for (const [plain, marked] of [
      ['https://a.test/x', 'https://a.test/x?sallyport-as=omit'],
      ['https://a.test/x?', 'https://a.test/x?&sallyport-as=omit'],
      ['/x?y=1#z?', '/x?y=1&sallyport-as=omit#z?'],
      ['x#', 'x?sallyport-as=omit#'],
    ] as const) {
      assert.equal(mark(plain, 'omit'), marked);
      assert.equal(unmark(marked), plain);
      assert.equal(markOf(marked), 'omit');
    }
  });

  test('any URL comes back as it was, and no mark survives, however often and however it is written', () => {
    const value = fc.constantFrom('omit', 'font.x.-_', '');
    const plain = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(plain, value, value, (url, first, second) => {
        assert.equal(unmark(mark(url, first)), url);
        assert.equal(mark(mark(url, first), second), mark(url, second));
      }),
    );
    const piece = fc.constantFrom(
      'sallyport-as=a',
      'sallyport-as%3Db',
      'sallyport-as%253dc',
      '&',
      '?',
      '%26',
      'q=1',
      '%253F',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const left = unmark(`/?z&${pieces.join('&')}`);
        assert.doesNotMatch(left, /[?&]sallyport-as|%(25)*(3f|26)sallyport-as/i);
      }),
    );
  });

  test('a mark inside a parameter is not the request’s own', () => {
    assert.equal(markOf('/?next=%2Fx%3Fsallyport-as%3Dinclude'), undefined);
    assert.equal(unmark('/?next=%2Fx%3Fsallyport-as%3Dinclude&b'), '/?next=%2Fx%3Fb');
  });
});
