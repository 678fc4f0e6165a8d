import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rewriteCss } from '../../../../src/rewrite/css/css-rewriter.ts';
import { grantedCssUrl } from '../../../../src/rewrite/css/grants.ts';
import { createGrantUrl } from '../../../../src/rewrite/grant-url.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';
import { unmark } from '../../../../src/rewrite/mark.ts';
import { fc } from '../../../support/properties.ts';

const WIKI = 'https://wiki.corp.test';
const STATIC = 'https://static.corp.test';
const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: [WIKI, STATIC, 'https://mail.partner.test'],
});
const toSuffix = (url: string): string => hosts.toSuffix(url);
const granting = (relative: boolean) =>
  grantedCssUrl(
    toSuffix,
    undefined,
    createGrantUrl({
      hosts,
      origins: [WIKI, STATIC],
      own: WIKI,
      relative,
      grants: { font: 'F', image: 'I', media: 'V', module: 'M' },
    }),
  );
const css = (text: string, relative: boolean): string => rewriteCss(text, granting(relative), relative);

describe('grants in style sheets', () => {
  test('fonts and masks of the app’s other hosts get one, by what they are for', () => {
    const at = 'https://static.corp.test.mcas.localhost:8443';
    assert.equal(
      css(`@font-face{font-family:a;src:url(${STATIC}/a.woff2) format("x"),url("${STATIC}/b?c#d")}`, false),
      `@font-face{font-family:a;src:url(${at}/a.woff2?sallyport-as=F) format("x"),url("${at}/b?c&sallyport-as=F#d")}`,
    );
    assert.equal(
      css(`a:hover{color:red;MASK-image:url(${STATIC}/m.svg)}b{--x:url(${STATIC}/v)}`, false),
      `a:hover{color:red;MASK-image:url(${at}/m.svg?sallyport-as=I)}b{--x:url(${at}/v?sallyport-as=I)}`,
    );
  });

  test('what comes with cookies, or is of another app or of nobody, gets none', () => {
    for (const text of [
      `a{background:url(https://static.corp.test/x)}`,
      `@import url(https://static.corp.test/x);`,
      `@font-face{src:url(https://mail.partner.test/x)}`,
      `@font-face{src:url(https://wiki.corp.test/x)}`,
      `@font-face{src:url(https://fonts.example/x)}`,
      `@font-face{src:url(data:font/woff2;base64,AA==)}`,
      `a{mask:url(#m)}`,
      `a{mask:url(x.svg)}`,
    ])
      assert.equal(css(text, false), rewriteCss(text, toSuffix));
  });

  test('relative URLs get one where the sheet is of another origin than the page', () => {
    assert.equal(css('@font-face{src:url(a.woff2)}', true), '@font-face{src:url(a.woff2?sallyport-as=F)}');
    assert.equal(css("@font-face{src:url('/a b')}", true), "@font-face{src:url('/a b?sallyport-as=F')}");
    assert.equal(css('a{background:url(b.png);mask:url(#m)}', true), 'a{background:url(b.png);mask:url(#m)}');
    assert.equal(
      css('@font-face{src:url(data:font/woff2;base64,AA==),url(b)}', true),
      '@font-face{src:url(data:font/woff2;base64,AA==),url(b?sallyport-as=F)}',
    );
  });

  test('what a style sheet imports is granted, or told whose it is, and nothing else', () => {
    const imports = (part?: string): string => {
      const grants = { font: 'F', image: 'I', media: 'V', module: 'M', ...(part === undefined ? {} : { part }) };
      const grant = createGrantUrl({ hosts, origins: [WIKI, STATIC], relative: true, grants });
      const url = grantedCssUrl(toSuffix, undefined, grant, 'imports');
      return rewriteCss('@import "a.css";@import url(b.css) print;@namespace "c";a{background:url(d)}', url, true);
    };
    assert.equal(imports(), '@import "a.css";@import url(b.css) print;@namespace "c";a{background:url(d)}');
    assert.equal(
      imports('P'),
      '@import "a.css?sallyport-as=P";@import url(b.css?sallyport-as=P) print;@namespace "c";a{background:url(d)}',
    );
  });

  test('taking the grants out gives the sheet as it would be without', () => {
    const piece = fc.constantFrom(
      'src:',
      'mask:',
      '--a:',
      'color:',
      ';',
      '{',
      '}',
      '(',
      ')',
      '@font-face',
      'url(x)',
      'url("//static.corp.test/y")',
      "'",
      '"',
      '\\',
      'a',
      ' ',
      '/*',
      '*/',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.boolean(), (pieces, relative) => {
        const text = pieces.join('');
        assert.equal(unmark(css(text, relative)), rewriteCss(text, toSuffix));
      }),
    );
  });
});
