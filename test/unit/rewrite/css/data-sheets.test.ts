import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCssRewriter, rewriteCss } from '../../../../src/rewrite/css/css-rewriter.ts';
import { withDataSheets } from '../../../../src/rewrite/css/data-sheets.ts';
import { fc } from '../../../support/properties.ts';
import { inPieces } from '../in-pieces.ts';

const url = withDataSheets((text) => text.replace('//cdn.corp.test/', '//cdn.corp.test.gw/'));
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const made = (own: string, text: string, type = 'text/css'): string =>
  `data:${type};sallyport=${encoded(own)},${encoded(text)}`;
const encoded = (text: string): string =>
  [...Buffer.from(text, 'latin1')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
/** With every character of the data escaped, as those that need none are not. */
const comparable = (css: string): string =>
  css.replace(/(sallyport=|,)([\w.%-]*)/g, (_, lead: string, data: string) => lead + encoded(unescape(data)));

describe('style sheets of data that others import', () => {
  test('have their URLs mapped', () => {
    const inner = '@import "//cdn.corp.test/x"; a{b:url(//cdn.corp.test/y)}';
    const mapped = inner.replaceAll('.test/', '.test.gw/');
    const based = `data:text/css;base64,${base64(inner)}`;
    assert.equal(comparable(rewriteCss(`@import "${based}" print;`, url)), `@import "${made(based, mapped)}" print;`);
    const plain = `data:text/css,${encodeURIComponent(inner).replaceAll('(', '%28').replaceAll(')', '%29')}#x`;
    assert.equal(comparable(rewriteCss(`@import url(${plain});`, url)), `@import url(${made(plain, mapped)});`);
  });

  test('stay where nothing changes, where they are none, and within one another', () => {
    const inner = `data:text/css;base64,${base64('a{b:url(//cdn.corp.test/y)}')}`;
    for (const text of [
      '@import "data:text/css,a{}";',
      `@import "data:text/plain;base64,${base64('a{b:url(//cdn.corp.test/y)}')}";`,
      `a{background:url(${inner})}`,
      '@import "data:text/css;base64,*";',
      '@import "data:text/css";',
      `@import "data:text/css;base64,${base64(`@import '${inner}';`)}";`,
    ])
      assert.equal(rewriteCss(text, url), text);
  });

  test('come out the same however the input is split', () => {
    const word = fc.constantFrom(
      '@import ',
      '"',
      'url(',
      ')',
      'data:text/css',
      ',',
      ';base64,',
      base64('@import "//cdn.corp.test/"'),
      '//cdn.corp.test/',
      '%22',
      ';',
      ' ',
      '\\64 ata:',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.array(fc.nat(120), { maxLength: 4 }), (words, cuts) => {
        const text = words.join('');
        const sorted = cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b);
        assert.equal(inPieces(createCssRewriter({ url }), text, sorted), rewriteCss(text, url));
      }),
      { numRuns: 5000 },
    );
  });
});
