import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createAttributeTests } from '../../../../src/rewrite/css/attribute-tests.ts';
import type { CssUrl } from '../../../../src/rewrite/css/contract.ts';
import { createCssRewriter, rewriteCss } from '../../../../src/rewrite/css/css-rewriter.ts';
import { grantedCssUrl } from '../../../../src/rewrite/css/grants.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';
import { fc } from '../../../support/properties.ts';
import { inPieces } from '../in-pieces.ts';

const FIXTURES = new URL('../../../../fixtures/rewrite/css/', import.meta.url);
const hosts = createHostMap({
  suffix: 'gw.test',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://cdn.corp.test'],
});
const toSuffix = grantedCssUrl(
  (url) => hosts.toSuffix(url),
  createAttributeTests(hosts.table.origins, (url) => hosts.toSuffix(url)),
);
const toOrigin = (url: string): string => hosts.toOrigin(url);

function split(text: string, cuts: readonly number[], url: CssUrl = toSuffix): string {
  return inPieces(createCssRewriter({ url }), text, cuts);
}

describe('golden cases', () => {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.txt'));
  test('are there', () => assert.ok(names.length >= 7, `${names.length} cases`));
  for (const name of names) {
    const [input = '', expected] = readFileSync(new URL(name, FIXTURES), 'latin1').split('\n---\n');
    test(name, () => {
      assert.equal(`${rewriteCss(input, toSuffix)}\n`, expected);
      for (let at = 0; at <= input.length; at++) assert.equal(`${split(input, [at])}\n`, expected, `split at ${at}`);
      assert.equal(
        `${split(
          input,
          Array.from({ length: input.length }, (_, at) => at),
        )}\n`,
        expected,
      );
    });
  }
});

const css = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'url(',
        'URL(',
        'u\\72l(',
        'image-set(',
        'src(',
        'format(',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ';',
        '"',
        "'",
        '/*',
        '*/',
        '/',
        '*',
        '\\',
        '@import ',
        '@namespace ',
        '@media',
        '@',
        '#',
        ' ',
        '\t',
        '\n',
        '\r\n',
        '\f',
        'a',
        '1',
        '-',
        '--',
        '.5e3',
        'x:',
        '\\2f\\2f ',
        '\\\n',
        '//cdn.corp.test/',
        'https://wiki.corp.test',
        '"//cdn.corp.test/x"',
        "'https:\\2f /wiki.corp.test'",
        'url(//cdn.corp.test/)',
        '\xe9',
      ),
      fc.string({ maxLength: 3 }).map((text) => text.replace(/[^\0-\xff]/g, '?')),
    ),
    { maxLength: 20 },
  )
  .map((words) => words.join(''));

describe('laws', () => {
  test('nothing to rewrite: the same text', () => {
    fc.assert(
      fc.property(css, (text) =>
        assert.equal(
          rewriteCss(text, (url) => url),
          text,
        ),
      ),
    );
    fc.assert(
      fc.property(css, fc.nat(80), (text, at) =>
        assert.equal(
          split(text, [Math.min(at, text.length)], (url) => url),
          text,
        ),
      ),
    );
  });

  test('every split of the input gives the same output', () => {
    fc.assert(
      fc.property(css, fc.array(fc.nat(100), { maxLength: 5 }), (text, cuts) => {
        const sorted = cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b);
        assert.equal(split(text, sorted), rewriteCss(text, toSuffix));
      }),
      { numRuns: 5000 },
    );
  });

  test('the way back gives the style sheet as it was', () => {
    fc.assert(
      fc.property(css, (text) => assert.equal(rewriteCss(rewriteCss(text, toSuffix), toOrigin), text)),
      { numRuns: 2000 },
    );
  });

  test('any text at all is taken', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void rewriteCss(`//\\${text}`, toSuffix)));
  });
});

describe('streaming', () => {
  test('what is whole goes out', () => {
    const sheet = createCssRewriter({ url: toSuffix });
    assert.equal(sheet.write('a { b: c } d { e: url(//cdn'), 'a { b: c } d { e: ');
    assert.equal(sheet.write('.corp.test/x); f: "y'), 'url(//cdn.corp.test.gw.test:8443/x); f: ');
    assert.equal(sheet.write('z" }'), '"yz" }');
    assert.equal(sheet.end(), '');
  });

  test('long tokens in many pieces take no longer than their length', () => {
    const sheet = createCssRewriter({ url: toSuffix });
    const data = 'A'.repeat(1000);
    let length = sheet.write('a { b: url(data:').length;
    for (let piece = 0; piece < 2000; piece++) length += sheet.write(data).length;
    length += sheet.write(') }').length + sheet.end().length;
    assert.equal(length, 'a { b: url(data:) }'.length + 2_000_000);
    for (const word of ['(', '{', 'url(', '"', '/*', '\\', '@import "'])
      assert.equal(rewriteCss(`//\\${word.repeat(50_000)}`, toSuffix).length, 3 + word.length * 50_000);
  });
});
