import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { Screened } from '../../../../src/model/exchange.ts';
import { saysHowShown, transformed } from '../../../../src/proxy/body/transformed-page.ts';

const host = { origin: { scheme: 'https', host: 'wiki.corp.test', port: 443 } };
const exchange = (dest: string | undefined): Screened =>
  ({ host, headers: dest === undefined ? [] : [['sec-fetch-dest', dest]] }) as unknown as Screened;
const shown = (bytes: Buffer, encoding = 'utf-8', isOpaque = false) => ({
  prefix: bytes,
  body: Readable.from([bytes]),
  encoding,
  url: (url: string) => url.replace('https://wiki.corp.test/', 'https://wiki.corp.test.gw.test/'),
  head: '<script src="/runtime"></script>',
  nonce: 'n',
  isOpaque,
});
const PI = '<?xml-stylesheet type="text/xsl" href="https://wiki.corp.test/a.xsl?</script>"?>';
const XML = `<?xml version="1.0"?>${PI}<list>ä</script><script>alert(1)</script><!--</list>`;

const escaped = (bytes: Buffer): string => bytes.toString().replaceAll('&', '&amp;').replaceAll('<', '&lt;');

describe('the page that stands for XML with a style sheet', () => {
  for (const [name, bytes, encoding] of [
    ['UTF-8', Buffer.from(XML), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${XML}`), 'utf-8'],
    ['UTF-16', Buffer.from(`\ufeff${XML}`, 'utf16le'), 'utf-16le'],
    ['Latin-1', Buffer.from(XML, 'latin1'), 'windows-1252'],
  ] as const)
    test(`${name}: the document is given to its script whole, and nothing of it is markup there`, async () => {
      assert.ok(saysHowShown(bytes));
      const page = await transformed(exchange('document'), shown(bytes, encoding));
      assert.ok(Buffer.isBuffer(page));
      const text = page.toString();
      assert.equal(text.split('<script').length, 3, 'two scripts, and the second one is the runtime');
      assert.ok(text.endsWith('</script><script src="/runtime"></script></head></html>'));
      const given = /\}\)\((".*")\)<\/script><script src/.exec(text)?.[1];
      assert.deepEqual(JSON.parse(`[${given}]`), [
        XML,
        'https://wiki.corp.test.gw.test/a.xsl?</script>',
        'https://wiki.corp.test',
      ]);
    });

  for (const [href, led, isTaken] of [
    ['/a.xsl', 'https://wiki.corp.test.gw.test/a.xsl', true],
    ['a.xsl', 'https://wiki.corp.test.gw.test/b/a.xsl', true],
    ['data:text/xsl,<a/>', '', true],
    ['/a.xsl', 'https://evil.example/a.xsl', false],
    ['/a.xsl', 'https://wiki.corp.test.gw.test.evil.example/a.xsl', false],
    ['https://evil.example/a.xsl', 'https://evil.example/a.xsl', false],
  ] as const)
    test(`a sheet at ${href} that comes from ${led} ${isTaken ? 'is taken' : 'makes nothing of the document'}`, async () => {
      const xml = Buffer.from(`<?xml-stylesheet type="text/xsl" href="${href.replace('<', '&lt;')}"?><list/>`);
      const page = await transformed(exchange('document'), shown(xml));
      assert.ok(Buffer.isBuffer(page));
      const code = /<script nonce="n">(.*?)<\/script>/s.exec(page.toString())?.[1] ?? '';
      let taken = 0;
      const written: string[] = [];
      const root = { outerHTML: '<html>made</html>' };
      runInNewContext(code, {
        URL,
        origin: 'https://wiki.corp.test.gw.test',
        document: {
          baseURI: 'https://wiki.corp.test.gw.test/b/list.xml',
          implementation: { createHTMLDocument: () => ({ importNode: () => root }) },
          open() {},
          write: (text: string) => written.push(text),
          close() {},
        },
        XMLHttpRequest: class {
          responseURL = led;
          responseXML = { getElementsByTagNameNS: () => [] };
          open() {}
          overrideMimeType() {}
          send() {}
        },
        XSLTProcessor: class {
          importStylesheet() {
            taken++;
          }
          transformToDocument() {
            return { documentElement: root };
          }
        },
        DOMParser: class {
          parseFromString() {}
        },
        addEventListener: (_: string, loaded: () => void) => loaded(),
        Image: class {
          onerror = () => {};
          set src(_: string) {
            this.onerror();
          }
        },
      });
      assert.equal(taken, isTaken ? 1 : 0);
      assert.equal(written[0], isTaken ? '<html>made</html>' : `<!doctype html><pre>${escaped(xml)}</pre>`);
    });

  test('what is asked for as data, shown in a sandbox or of no such sheet stays as it is', async () => {
    const plain = Buffer.from('<?xml version="1.0"?><list/>');
    for (const [dest, given] of [
      [undefined, shown(Buffer.from(XML))],
      ['document', shown(Buffer.from(XML), 'utf-8', true)],
      ['document', shown(plain)],
      ['document', shown(Buffer.from('<?xml version="1.0"?>'))],
    ] as const)
      assert.equal(await transformed(exchange(dest), given), given.body);
  });
});
