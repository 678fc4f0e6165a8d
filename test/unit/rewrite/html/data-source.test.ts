import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Namespace } from '../../../../src/rewrite/html/attributes.ts';
import { dataSource } from '../../../../src/rewrite/html/data-source.ts';
import { createHtmlRewriter } from '../../../../src/rewrite/html/html-rewriter.ts';
import { fc } from '../../../support/properties.ts';
import { IDENTITY, SAMPLE } from './sample-options.ts';

const CSS = 'p{background:url(https://cdn.corp.test/i.png)}';
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

/** The media type, the URL of the page and the text of a URL that was made; undefined where none was. */
function made(element: string, attributes: Record<string, string>, url: string, namespace: Namespace = 'html') {
  const result = dataSource(element, namespace, (name) => attributes[name], url, SAMPLE);
  if (result === undefined) return undefined;
  const [, type, own = '', data = ''] = /^data:([^,]*);sallyport=([\w.%-]*),([\w.%-]*)$/.exec(result)!;
  assert.equal(decodeURIComponent(own), url, 'the URL of the page is in it');
  return { type, text: unescape(data) };
}

describe('scripts and style sheets of data', () => {
  test('letters outside of ASCII are those of the document, in UTF-8', () => {
    const bytes = Buffer.from('data:,"é€😀" + location?ü', 'utf8').toString('latin1');
    const result = dataSource('script', 'html', () => undefined, bytes, SAMPLE)!;
    const [, own = '', data = ''] = /;sallyport=([\w.%-]*),([\w.%-]*)$/.exec(result)!;
    assert.equal(unescape(own), 'data:,"é€😀" + location?ü');
    assert.equal(decodeURIComponent(data), '"é€😀" + script("location")?ü');
    const unknown = { ...SAMPLE, decode: () => undefined };
    assert.equal(
      dataSource('script', 'html', () => undefined, bytes, unknown),
      undefined,
    );
  });

  test('their text is rewritten, however it is written', () => {
    const sheet = { rel: 'preload StyleSheet' };
    for (const url of [
      `data:text/css,${CSS}`,
      `data:text/css,${encodeURIComponent(CSS)}#x`,
      ` data:text/css;base64,${base64(CSS)}\n`,
      `DATA:text/css ; BASE64 ,${encodeURIComponent(base64(CSS))}`,
      `data:te\nxt/css;base64,${base64(CSS).replace(/=+$/, '').replace(/.{5}/g, '$& ')}`,
    ]) {
      assert.match(made('link', sheet, url)?.text ?? '', /url\(https:\/\/cdn\.corp\.test\.gw\.test:8443\/i\.png/, url);
    }
    assert.equal(
      made('link', sheet, `data:text/css;charset=utf-8;base64,${base64(CSS)}`)?.type,
      'text/css;charset=utf-8',
    );
    for (const [type, goal] of [
      ['', 'script'],
      ['module', 'module'],
      ['text/javascript', 'script'],
    ] as const)
      assert.equal(made('script', { type }, 'data:text/javascript,location')?.text, `${goal}("location")`);
    assert.equal(made('script', {}, 'data:,location', 'foreign')?.text, 'script("location")');
  });

  test('what is neither, what a digest names and what cannot be read stays', () => {
    for (const [element, attributes, url] of [
      ['script', {}, 'data:text/javascript,1'],
      ['script', {}, 'data:image/png,location'],
      ['script', {}, 'data:text/csv;x,location'],
      ['script', { type: 'text/template' }, 'data:,location'],
      ['script', { integrity: 'sha256-x' }, 'data:,location'],
      ['script', {}, 'data:,location\u00e4'],
      ['script', {}, 'data:;base64,bG9jYXRpb24_'],
      ['script', {}, 'data:;base64,bG9jYXRpb24Ab'],
      ['script', {}, 'data:location'],
      ['script', {}, 'data:,#location'],
      ['script', {}, '/data:,location'],
      ['link', { rel: 'icon' }, `data:text/css,${CSS}`],
      ['link', {}, `data:text/css,${CSS}`],
      ['link', { rel: 'stylesheet' }, `data:text/plain,${CSS}`],
      ['link', { rel: 'stylesheet' }, `data:,${CSS}`],
      ['img', { rel: 'stylesheet' }, `data:text/css,${CSS}`],
    ] as const)
      assert.equal(made(element, attributes, url), undefined, `${element} ${JSON.stringify(attributes)} ${url}`);
  });

  test('any bytes come through as they are, but for what is changed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (array) => {
        const text = Buffer.from(array).toString('latin1');
        const url = `data:text/css;base64,${base64(`/*${text.replaceAll('*', '')}*/${CSS}`)}`;
        const [comment] = (made('link', { rel: 'stylesheet' }, url)?.text ?? '').split('*/p{');
        assert.equal(comment, `/*${text.replaceAll('*', '')}`);
      }),
    );
  });

  test('they are found in the markup of a page, and a page without a change keeps its bytes', () => {
    const page = `<link rel=stylesheet href='data:text/css,a{b:url("https://cdn.corp.test/")}'><script src="data:,location&amp;1"></script><svg><script href="data:,location"/></svg><a href="data:text/css,location">`;
    const rewritten = createHtmlRewriter({ ...SAMPLE, head: '' });
    const out = rewritten.write(page) + rewritten.end();
    assert.equal(out.match(/sallyport=|sallyport&#61;/g)?.length, 3);
    assert.match(out, /<a href="data:text\/css,location">/);
    const same = createHtmlRewriter(IDENTITY);
    assert.equal(same.write(page) + same.end(), page);
  });
});
