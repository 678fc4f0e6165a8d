import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataDocument } from '../../../../src/rewrite/html/data-document.ts';
import { createHtmlRewriter } from '../../../../src/rewrite/html/html-rewriter.ts';
import { fc } from '../../../support/properties.ts';
import { SAMPLE } from './sample-options.ts';

const bold = (markup: string): string => markup.replaceAll('b>', 'strong>');
const MADE = /^([\0-\x20]*)data:([^,;]*(?:;[^,;]*)*?);sallyport=([\w.%-]*),([\w.%-]*)((?:#.*)?[\0-\x20]*)$/s;

/** The parts of what a URL becomes; undefined where it stays. */
function made(url: string) {
  const result = dataDocument(url, bold);
  if (result === undefined) return undefined;
  const [, before, type, own = '', text = '', behind] = MADE.exec(result)!;
  return { before, type, own: unescape(own), text: unescape(text), behind };
}

describe('HTML documents of data', () => {
  test('are read however they are written, and what stands around them stays', () => {
    const own = 'data:text/html,<b>x</b>';
    const is = { before: '', type: 'text/html', own, text: '<strong>x</strong>', behind: '' };
    assert.deepEqual(made(own), is);
    assert.deepEqual(made(` \n${own}#a "b"\t`), { ...is, before: ' \n', behind: '#a "b"\t' });
    const based = 'DATA:Text/HTML;charset=utf-8;base64,PGI+eDwvYj4=';
    assert.deepEqual(made(based), { ...is, own: based, type: 'Text/HTML;charset=utf-8' });
  });

  test('what is none, is in UTF-16, cannot be read or has nothing to change stays', () => {
    for (const url of [
      'data:,<b>',
      'data:text/plain,<b>',
      'data:text/htmlx,<b>',
      'data:image/svg,<b>',
      'data:image/svg+xml;charset=utf-16,<b>',
      'data:text/html;charset=utf-16,<b>',
      'data:text/html;base64,<b>',
      'data:text/html,<i>',
      'data:text/html',
      'https://wiki.corp.test/?data:text/html,<b>',
      '#data:text/html,<b>',
    ])
      assert.equal(made(url), undefined, url);
  });

  test('of XML they are told from those of HTML', () => {
    const kinds: (readonly [string, boolean])[] = [];
    for (const type of [
      'text/html',
      'Image/SVG+XML',
      'application/xhtml+xml;charset=utf-8',
      'text/xml',
      ' application/xml ',
    ])
      dataDocument(`data:${type},<b>`, (bytes, isXml) => {
        kinds.push([type, isXml]);
        return bytes;
      });
    assert.deepEqual(
      kinds.map(([, isXml]) => isXml),
      [false, true, true, true, true],
    );
  });

  test('an encoding that one names itself is named by the type, unless that names one', () => {
    for (const [type, markup, named] of [
      ['text/html', '<meta charset=koi8-r><b>', 'text/html;charset=koi8-r'],
      [
        'text/html',
        `<meta http-equiv="content-type" content="text/html; charset='x-sjis'"><b>`,
        'text/html;charset=x-sjis',
      ],
      ['text/html', '<meta charset="UTF-16LE"><b>', 'text/html;charset=utf-8'],
      ['text/html', `${' '.repeat(1024)}<meta charset=koi8-r><b>`, 'text/html'],
      ['text/html; charset=utf-8', '<meta charset=koi8-r><b>', 'text/html; charset=utf-8'],
      ['text/html', '<b>charset=koi8-r</b>', 'text/html'],
    ] as const)
      assert.equal(made(`data:${type},${escape(markup)}`)?.type, named, markup);
  });

  test('long runs, which no reading may go back over again and again', { timeout: 60_000 }, () => {
    const run = ' '.repeat(500_000);
    assert.equal(made(`data:text/html,<b>${run}x`)?.text, `<strong>${run}x`);
    assert.equal(made(`data:text/html${';charset'.repeat(60_000)},<b>`)?.text, '<strong>');
    assert.equal(made(`data:text/html;${'charset'.repeat(60_000)},<b>`)?.text, '<strong>');
  });

  test('any bytes come through as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (array) => {
        const bytes = Buffer.from(array).toString('latin1').replaceAll('b>', '');
        const url = `data:text/html;base64,${Buffer.from(`<b>${bytes}`, 'latin1').toString('base64')}`;
        assert.equal(made(url)?.text, `<strong>${bytes}`);
      }),
    );
  });

  test('in markup they are rewritten as documents in a sandbox, by what leads there from anywhere', () => {
    const inner = '<!doctype html><a href="https://cdn.corp.test/x">\xe9</a><img src=y><script>location</script>';
    const head = '<script src="https://wiki.corp.test.gw.test/runtime.js"></script>';
    const options = {
      ...SAMPLE,
      head: '<script src="/runtime.js"></script>',
      sandboxed: () => ({ script: SAMPLE.script, isOpaque: true, parts: true, grant: (url: string) => `${url}?grant` }),
      ofData: () => ({ head }),
    };
    for (const tag of ['iframe src', 'frame src', 'embed src', 'object data']) {
      const rewriter = createHtmlRewriter(options);
      const out = rewriter.write(`<p><${tag}="data:text/html,${escape(inner)}">`) + rewriter.end();
      const [, , , own = '', text = ''] = MADE.exec(/(?:src|data)="(data:[^"]*)"/.exec(out)?.[1] ?? '')!;
      assert.equal(unescape(own), `data:text/html,${escape(inner)}`);
      assert.equal(
        unescape(text),
        `<!doctype html>${head}<a href="https://cdn.corp.test.gw.test:8443/x">\xe9</a><img src=y?grant><script>script("location")</script>`,
      );
    }
    for (const markup of [
      '<a href="data:text/html,<b>">',
      '<img src="data:text/html,<b>">',
      '<iframe data="data:text/html,<b>">',
    ]) {
      const rewriter = createHtmlRewriter({ ...options, head: '' });
      assert.equal(rewriter.write(markup) + rewriter.end(), markup);
    }
  });
});
