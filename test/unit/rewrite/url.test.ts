import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rewriteRefresh, rewriteSrcset, rewriteUrlList } from '../../../src/rewrite/url.ts';
import { fc } from '../../support/properties.ts';

const mark = (url: string): string => `<${url}>`;
const same = (url: string): string => url;

describe('srcset', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', ''],
    ['a.png', '<a.png>'],
    ['a.png 1x, b.png 2x', '<a.png> 1x, <b.png> 2x'],
    ['a,b 1x', '<a,b> 1x'],
    ['a,b', '<a,b>'],
    ['a, b', '<a>, <b>'],
    ['a,,, b', '<a>,,, <b>'],
    [', ,a 100w,b 200w', ', ,<a> 100w,<b> 200w'],
    ['a 1x (x,y) , b', '<a> 1x (x,y) , <b>'],
    ['a (,(b),c 2x', '<a> (,(b),<c> 2x'],
    ['a (unclosed, b', '<a> (unclosed, b'],
    ['data:image/png;base64,AAA= 1x,\n\thttps://x/y 2x ', '<data:image/png;base64,AAA=> 1x,\n\t<https://x/y> 2x '],
    ['a\u00a0b 1x', '<a\u00a0b> 1x'],
  ];
  for (const [value, expected] of cases)
    test(JSON.stringify(value), () =>
      assert.equal(
        rewriteSrcset(value, (url) => (url === '' ? url : mark(url))),
        expected,
      ),
    );
});

describe('refresh', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['5; url=https://x/', '5; url=<https://x/>'],
    ['0;URL = "https://x/" rest', '0;URL = "<https://x/>" rest'],
    ["0,url='https://x/", "0,url='<https://x/>"],
    ['3 https://x/', '3 <https://x/>'],
    ['  .5 ; https://x/', '  .5 ; <https://x/>'],
    ["1;'https://x/'", "1;'<https://x/>'"],
    ['1;ur=https://x/', '1;<ur=https://x/>'],
    ['1;url https://x/', '1;<url https://x/>'],
    ['5', '5'],
    ['x; url=https://x/', 'x; url=https://x/'],
    ['; url=https://x/', '; url=https://x/'],
    ['5https://x/', '5https://x/'],
    ['', ''],
  ];
  for (const [value, expected] of cases)
    test(JSON.stringify(value), () => assert.equal(rewriteRefresh(value, mark), expected));
});

test('a list of URLs is split at ASCII blanks only', () => {
  assert.equal(rewriteUrlList(' https://a/ \t\nhttps://b/\u00a0c\f', mark), ' <https://a/> \t\n<https://b/\u00a0c>\f');
});

test('where no URL changes, no character does', () => {
  const text = fc
    .array(fc.constantFrom('a', ',', ' ', '\t', '(', ')', '"', "'", '1', ';', '=', 'url', '\u00a0', '://'))
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, (value) => {
      for (const rewrite of [rewriteSrcset, rewriteRefresh, rewriteUrlList]) assert.equal(rewrite(value, same), value);
    }),
    { numRuns: 3000 },
  );
});
