import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mark, markOf, markPath, unmark } from '../../../src/rewrite/mark.ts';
import { fc } from '../../support/properties.ts';

describe('marks in URLs', () => {
  test('a mark stands last in the query and comes off without a trace', () => {
    for (const [plain, marked] of [
      ['https://a.test/x', 'https://a.test/x?sallyport-as=omit'],
      ['https://a.test/x?', 'https://a.test/x?&sallyport-as=omit'],
      ['/x?y=1#z?', '/x?y=1&sallyport-as=omit#z?'],
      ['x#', 'x?sallyport-as=omit#'],
      [' x \n', ' x?sallyport-as=omit \n'],
    ] as const) {
      assert.equal(mark(plain, 'omit'), marked);
      assert.equal(unmark(marked), plain);
      assert.equal(markOf(marked), 'omit');
    }
  });

  test('it comes off where it stands in markup, behind an escaped ampersand', () => {
    assert.equal(
      unmark('<img src="/x?y&amp;sallyport-as=part.a" srcset="/x?sallyport-as=b 1x">'),
      '<img src="/x?y" srcset="/x 1x">',
    );
    assert.equal(unmark('<a href="/x?sallyport-as=a&amp;y">'), '<a href="/x?y">');
    // In the markup of a document within the document, where each reference may be one of a reference.
    assert.equal(
      unmark('srcdoc="<a href=&quot;/x?sallyport-as=a&quot; b=/y?z&amp;amp;sallyport-as&amp;#61;b>"'),
      'srcdoc="<a href=&quot;/x&quot; b=/y?z>"',
    );
    assert.equal(unmark('&lt;a href=/x?sallyport-as&#61;a&gt;'), '&lt;a href=/x&gt;');
    assert.equal(unmark('&lt;a b=&amp;quot;/x?sallyport-as=a&amp;quot;'), '&lt;a b=&amp;quot;/x&amp;quot;');
  });

  test('any URL comes back as it was, and no mark survives, however often and however it is written', () => {
    const value = fc.constantFrom('omit', 'font.x.-_', '');
    const plain = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(plain, value, value, (url, first, second) => {
        assert.equal(unmark(mark(url, first)), url);
        assert.equal(unmark(markPath(url, first)), url);
        assert.equal(markPath(mark(url, first), second), markPath(url, second));
        assert.equal(mark(mark(url, first), second), mark(url, second));
      }),
    );
    const piece = fc.constantFrom(
      'sallyport-as=a',
      'sallyport-as%3Db',
      'sallyport-as%253dc',
      '&',
      '&amp;',
      '?',
      '%26',
      'q=1',
      '%253F',
      '/',
      '%2f',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const left = unmark(`/?z&${pieces.join('&')}`);
        assert.doesNotMatch(left, /[?&]sallyport-as|%(25)*(3f|26)sallyport-as/i);
        assert.doesNotMatch(left, /(\/|%(25)*2f)sallyport-as(=|%(25)*3d)[abc]?(\/|\\|%(25)*2f)/i);
      }),
    );
  });

  test('a mark in the path is kept by what is relative to it, and comes off without a trace', () => {
    for (const [plain, marked] of [
      ['https://a.test/x/y.js?z#w', 'https://a.test/sallyport-as=m.-_/x/y.js?z#w'],
      ['//a.test:8443/', '//a.test:8443/sallyport-as=m.-_/'],
      ['https:\\\\a.test\\x', 'https:\\\\a.test/sallyport-as=m.-_\\x'],
      ['/x', '/sallyport-as=m.-_/x'],
    ] as const) {
      assert.equal(markPath(plain, 'm.-_'), marked);
      assert.equal(unmark(marked), plain);
      assert.equal(markOf(marked), plain.includes('\\') ? undefined : 'm.-_');
    }
    assert.equal(new URL('../z.js', markPath('https://a.test/x/y.js', 'm')).href, 'https://a.test/sallyport-as=m/z.js');
    for (const url of ['', 'x.js', './x', '?x', 'https://a.test', 'data:,x', 'blob:https://a.test/x'])
      assert.equal(markPath(url, 'm'), url);
    assert.equal(unmark('from%2Fsallyport-as%3Dm%2Fx and %252fsallyport-as%253Dm%252Fx'), 'from%2Fx and %252Fx');
  });

  test('only what a browser asks for by its path is marked by it', () => {
    for (const target of ['/?/sallyport-as=m/x', '/#/sallyport-as=m/', '/x/sallyport-as=m/y', '/sallyport-as=m'])
      assert.equal(markOf(target), undefined, target);
    assert.equal(markOf('/sallyport-as=m/x?sallyport-as=omit'), 'omit');
    assert.equal(unmark('/sallyport-as=m/x?sallyport-as=omit'), '/x');
  });

  test('a mark inside a parameter is not the request’s own', () => {
    assert.equal(markOf('/?next=%2Fx%3Fsallyport-as%3Dinclude'), undefined);
    assert.equal(unmark('/?next=%2Fx%3Fsallyport-as%3Dinclude&b'), '/?next=%2Fx%3Fb');
  });
});
