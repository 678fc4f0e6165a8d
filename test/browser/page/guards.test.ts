import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { readMessage } from '../../../src/policy/read-message.ts';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

const FILES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/': [
    'text/html; charset=utf-8',
    '<!doctype html><html><head><title>Wiki</title></head><body><p id="text">Words to copy</p></body></html>',
  ],
  '/list.xml': ['text/xml', '<?xml-stylesheet type="text/xsl" href="/list.xsl"?><list>Words to copy</list>'],
  '/list.xsl': [
    'text/xsl',
    `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><head>
      <script>window.addEventListener('copy', () => { window.sawCopy = true })</script></head>
      <body><p id="text"><xsl:value-of select="list"/></p></body></html></xsl:template></xsl:stylesheet>`,
  ],
};

let stage: PageStage;
let page: Page;

before(async () => {
  stage = await startPageStage({
    policies: [
      {
        id: 'no-clipboard',
        name: 'No clipboard',
        severity: 'high',
        mode: 'active',
        control: 'activities',
        activities: ['copy', 'print'],
        when: { not: { device: ['compliant'] } },
        action: 'block',
        message: readMessage('Stays here.'),
      },
    ],
    handler: ({ url = '/' }, response) => {
      const [type, body] = FILES[url] ?? FILES['/']!;
      response.writeHead(200, { 'content-type': type }).end(body);
    },
  });
  page = await stage.signIn('bob');
});
after(() => stage?.close());

test('a document that script opens anew is guarded as the one before', async () => {
  await page.evaluate("document.open(); document.write('<p id=text>Words to copy</p>'); document.close()");
  await page.evaluate(
    "window.addEventListener('copy', () => { window.sawCopy = true }); getSelection().selectAllChildren(document.getElementById('text'))",
  );
  await page.keyboard.press('Control+c');
  assert.equal(await page.evaluate('window.sawCopy'), undefined);
  assert.equal(await page.evaluate("document.execCommand('copy')"), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.evaluate('getComputedStyle(document.body).display'), 'none');
  await page.emulateMedia({ media: 'screen' });
});

test('a page that a style sheet makes of XML is guarded as any', async () => {
  await page.goto(`${stage.wiki}/list.xml`);
  await page.waitForSelector('#text');
  await page.evaluate("getSelection().selectAllChildren(document.getElementById('text'))");
  assert.equal(await page.evaluate('String(getSelection())'), 'Words to copy');
  await page.keyboard.press('Control+c');
  assert.equal(await page.evaluate('window.sawCopy'), undefined);
  assert.equal(await page.evaluate("document.execCommand('copy')"), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.evaluate('getComputedStyle(document.body).display'), 'none');
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`${stage.wiki}/`);
});

test('a write into a finished document opens one that is guarded too', async () => {
  await page.evaluate("document.write('<p id=text>Words to copy</p>'); document.close()");
  await page.evaluate(
    "window.addEventListener('copy', () => { window.sawAgain = true }); getSelection().selectAllChildren(document.getElementById('text'))",
  );
  await page.keyboard.press('Control+c');
  assert.equal(await page.evaluate('window.sawAgain'), undefined);
});

test('a frame that script makes lends no unguarded functions', async () => {
  const seen = await page.evaluate(`(() => {
    const frame = document.createElement('iframe'); document.body.append(frame); const inner = frame.contentWindow; inner.printed = false;
    inner.addEventListener('beforeprint', () => { inner.printed = true }); inner.print();
    return [inner.printed, inner.document.execCommand('copy')];
  })()`);
  assert.deepEqual(seen, [false, false]);
});

test('a page under a rule reads the documents it puts into frames as it wrote them', async () => {
  await page.goto(`${stage.wiki}/`);
  const seen = await page.evaluate(`(() => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<p>inner';
    document.body.append(frame);
    const parsed = new DOMParser().parseFromString(document.body.innerHTML, 'text/html');
    return [frame.srcdoc, frame.getAttribute('srcdoc'), frame.outerHTML, parsed.querySelector('iframe').srcdoc];
  })()`);
  assert.deepEqual(seen, ['<p>inner', '<p>inner', '<iframe srcdoc="&lt;p&gt;inner"></iframe>', '<p>inner']);
});
