import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Rewriter } from '../../../../src/model/rewriter.ts';
import type { HtmlOptions } from '../../../../src/rewrite/html/contract.ts';
import { createHtmlRewriter } from '../../../../src/rewrite/html/html-rewriter.ts';
import { createXmlRewriter } from '../../../../src/rewrite/html/xml-rewriter.ts';
import { fc } from '../../../support/properties.ts';
import { inPieces } from '../in-pieces.ts';
import { htmlText } from './html-words.ts';
import { IDENTITY, SAMPLE, toSuffix } from './sample-options.ts';

const FIXTURES = new URL('../../../../fixtures/rewrite/html/', import.meta.url);

function whole(create: (options: HtmlOptions) => Rewriter, text: string, options: HtmlOptions): string {
  return inPieces(create(options), text);
}
const html = (text: string, options: HtmlOptions = SAMPLE): string => whole(createHtmlRewriter, text, options);

function split(create: (options: HtmlOptions) => Rewriter, text: string, cuts: readonly number[]): string {
  return inPieces(create(SAMPLE), text, cuts);
}

describe('golden cases', () => {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.txt'));
  test('are there', () => assert.ok(names.length >= 20, `${names.length} cases`));
  for (const name of names) {
    const create = name.startsWith('xml-') ? createXmlRewriter : createHtmlRewriter;
    const [input = '', expected] = readFileSync(new URL(name, FIXTURES), 'latin1').split('\n---\n');
    test(name, () => assert.equal(`${whole(create, input, SAMPLE)}\n`, expected));
    test(`${name}, split anywhere`, () => {
      for (let at = 1; at < input.length; at++)
        assert.equal(`${split(create, input, [at])}\n`, expected, `split at ${at}`);
      const everywhere = Array.from({ length: input.length }, (_, at) => at);
      assert.equal(`${split(create, input, everywhere)}\n`, expected);
    });
  }
});

describe('a document of nothing but blanks', () => {
  const filled = { ...SAMPLE, fillsBlank: true };
  const blanks = ['', ' ', '\n\t ', '\xef\xbb\xbf', '\ufeff \n'];
  test('is left blank', () => {
    for (const text of blanks) assert.equal(html(text), text);
  });
  test('begins with what every page begins with, where it is shown', () => {
    for (const text of blanks) assert.equal(html(text, filled), text + filled.head);
  });
  test('is left blank within another one', () => {
    for (const text of ['<iframe srcdoc=""></iframe>', '<iframe srcdoc=" "></iframe>'])
      assert.equal(html(text, filled), filled.head + text);
  });
});

describe('laws', () => {
  test('nothing to rewrite: the same text', () => {
    fc.assert(
      fc.property(htmlText, (text) => assert.equal(html(text, IDENTITY), text)),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(htmlText, (text) => assert.equal(whole(createXmlRewriter, text, IDENTITY), text)),
      { numRuns: 500 },
    );
  });

  test('every split of the input gives the same output', () => {
    for (const create of [createHtmlRewriter, createXmlRewriter])
      fc.assert(
        fc.property(htmlText, fc.array(fc.nat(200), { maxLength: 6 }), (text, cuts) => {
          const sorted = cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b);
          assert.equal(split(create, text, sorted), whole(create, text, SAMPLE));
        }),
        { numRuns: 1000 },
      );
  });

  test('any text at all is taken', () => {
    const bytes = fc.string({ unit: 'binary-ascii' });
    fc.assert(
      fc.property(fc.oneof(bytes, fc.string()), (text) => void html(text)),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.oneof(bytes, fc.string()), (text) => void whole(createXmlRewriter, text, SAMPLE)));
  });

  test('what is rewritten once stays as it is', () => {
    const urls: HtmlOptions = { ...IDENTITY, url: toSuffix };
    fc.assert(fc.property(htmlText, (text) => assert.equal(html(html(text, urls), urls), html(text, urls))));
  });
});

describe('streaming', () => {
  const rewriter = (): Rewriter => createHtmlRewriter(SAMPLE);

  test('text goes out as it comes in, up to an unfinished token', () => {
    const page = rewriter();
    assert.equal(page.write('<!doctype html><p>one'), `<!doctype html>${SAMPLE.head}<p>one`);
    assert.equal(page.write(' two &am'), ' two ');
    assert.equal(page.write('p; <'), '&amp; ');
    assert.equal(page.write('b>x<a href="https://wiki'), '<b>x');
    assert.equal(page.write('.corp.test/">y'), '<a href="https://wiki.corp.test.gw.test:8443/">y');
    assert.equal(page.write('<textarea>a<'), '<textarea>a');
    assert.equal(page.end(), '<');
  });

  test('script is held until it is whole, other raw text is not', () => {
    const page = rewriter();
    page.write('<head>');
    assert.equal(page.write('<script>loca'), '<script>');
    assert.equal(page.write('tion</script>'), 'script("location")</script>');
    assert.equal(page.write('<script type=text/x>loca'), '<script type=text/x>loca');
  });

  test('a quarter of a megabyte of anything is read in one go', () => {
    const words = [
      '<div>',
      '<template>',
      '<b><p>',
      '<table><td>',
      '<svg><desc>',
      '<noscript>',
      '<a',
      '<iframe srcdoc=',
      '&amp;',
      '"\\',
    ];
    for (const word of words) {
      const text = word.repeat(250_000 / word.length);
      assert.equal(html(`<script type=importmap>${text}`, IDENTITY).length, text.length + 23);
      assert.equal(html(text, IDENTITY), text);
      assert.equal(html(`<a href="javascript:${text}">`, IDENTITY).length, text.length + 22);
    }
  });
});

describe('options', () => {
  test('digests of what is rewritten on its way become those that it then has', () => {
    const integrity: HtmlOptions['integrity'] = ({ url, digests, loads }) => `${loads} ${url} ${digests}`;
    const check = (markup: string, expected: string): void =>
      assert.equal(html(markup, { ...IDENTITY, integrity }), expected);
    check(
      '<script src="https://cdn.corp.test/?a&amp;b" integrity=sha256-x></script>',
      '<script src="https://cdn.corp.test/?a&amp;b" integrity="script https://cdn.corp.test/?a&b sha256-x"></script>',
    );
    check('<link rel=stylesheet href=/x integrity="y">', '<link rel=stylesheet href=/x integrity="style /x y">');
    check("<link rel=modulepreload integrity='y' href=x>", "<link rel=modulepreload integrity='script x y' href=x>");
    check(
      '<link rel=preload as=style href=x integrity="y">',
      '<link rel=preload as=style href=x integrity="style x y">',
    );
    check(
      '<script type=importmap>{"imports":{"integrity":"a"},"integrity":{"/m.js":"y"}}</script>',
      '<script type=importmap>{"imports":{"integrity":"a"},"integrity":{"/m.js":"script /m.js y"}}</script>',
    );
    for (const left of [
      '<link rel=preload as=image href=x integrity=y>',
      '<p integrity=y src=x>',
      '<script integrity=y>1</script>',
      '<link rel=icon href=x integrity=y>',
    ])
      check(left, left);
  });

  test('what relative URLs are resolved against is told', () => {
    const seen: string[] = [];
    html('<base href="https://cdn.corp.test/b&amp;/">', { ...SAMPLE, base: (url) => seen.push(url) });
    assert.deepEqual(seen, ['https://cdn.corp.test/b&/']);
  });

  test('a fragment has no head, and table parts stand where they are', () => {
    const fragment = createHtmlRewriter(SAMPLE, 'fragment');
    assert.equal(
      fragment.write('<tr><td><a href="//cdn.corp.test/">x') + fragment.end(),
      '<tr><td><a href="//cdn.corp.test.gw.test:8443/">x',
    );
  });
});
