import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { TestBrowser } from '../../support/chromium.ts';
import { launchSignedIn } from '../../support/signed-in-browser.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const rule = (activity: 'copy' | 'print', path: string): PolicyDocument => ({
  ...{ id: activity, name: activity, severity: 'low', mode: 'active', control: 'activities', activities: [activity] },
  ...{ action: 'block', when: { path: [path] } },
});
/** A red point. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);
const TEXT = '\nWords to copy </pre><script>window.ran = true</script>&amp; ünï\n';
const SILENT = (() => {
  const data = Buffer.alloc(44 + 800, 128);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + 800, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(8000, 24);
  data.writeUInt32LE(8000, 28);
  data.writeUInt16LE(1, 32);
  data.writeUInt16LE(8, 34);
  data.write('data', 36);
  data.writeUInt32LE(800, 40);
  return data;
})();
const CLOSED = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname.endsWith('/passed.txt')) event.respondWith(fetch(event.request));
  if (pathname.endsWith('/made.txt')) event.respondWith(new Response('Words that a worker makes', { headers: { 'content-type': 'text/plain' } }));
});`;
const FILES: Readonly<Record<string, readonly [type: string, body: Buffer | string, policy?: string]>> = {
  'note.txt': ['text/plain; charset=utf-8', TEXT],
  'passed.txt': ['text/plain', 'Words that a worker passes on'],
  'closed.txt': ['text/plain', 'Words to copy under a policy', CLOSED],
  'data.json': ['application/json', '{"words":"to copy"}'],
  'a.png': ['image/png', PNG, CLOSED],
  'a.wav': ['audio/wav', SILENT],
  'worker.js': ['text/javascript', WORKER],
  page: ['text/html', '<!doctype html><title>App</title><p id="app">the app</p><textarea id="field"></textarea>'],
};

describe('what a window shows alone, under rules against copying and printing, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  before(async () => {
    gateway = await startTestGateway({
      policies: [rule('copy', '/kept*'), rule('print', '/kept*')],
      handler: (request, response) => {
        const name = /\/([^/?]*)(?:\?|$)/.exec(request.url ?? '')?.[1] ?? '';
        const [type, body, policy] = FILES[name] ?? FILES['page']!;
        response
          .writeHead(200, {
            'content-type': type,
            'cache-control': 'max-age=600',
            ...(policy === undefined ? {} : { 'content-security-policy': policy }),
          })
          .end(body);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    browser = await launchSignedIn(`${wiki}/`);
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  async function opened(path: string): Promise<Page> {
    const page = await browser.context.newPage();
    await page.goto(wiki + path);
    return page;
  }
  async function framed(page: Page, path: string): Promise<Frame> {
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe'); frame.onload = resolve; frame.src = ${JSON.stringify(path)}; document.body.append(frame);
    })`);
    const frame = page.frames().find((each) => each.url().endsWith(path));
    return frame ?? assert.fail(path);
  }
  /** What a page reads of a document. */
  const READ = `(({ contentType, characterSet, compatMode, body, title, images }, pre) =>
    [contentType, characterSet, compatMode, body.innerText, pre && pre.textContent, pre && body.firstElementChild === pre, images.length, window.ran])`;
  const here = `${READ}(document, document.querySelector('pre'))`;
  /** What came of copying all by keyboard, and by script. */
  async function copies(page: Page, target: Page | Frame): Promise<readonly unknown[]> {
    await target.evaluate(
      "window.addEventListener('copy', () => { window.sawCopy = true }); getSelection().selectAllChildren(document.body)",
    );
    assert.notEqual(await target.evaluate('String(getSelection())'), '');
    await page.keyboard.press('Control+c');
    return [await target.evaluate('window.sawCopy === true'), await target.evaluate("document.execCommand('copy')")];
  }
  const PRINTS = `(() => { let printed = false; addEventListener('beforeprint', () => { printed = true }); print(); return printed })()`;

  for (const name of ['note.txt', 'closed.txt', 'data.json'])
    test(`attack: ${name} in a window is copied by keyboard and by script, and printed`, async () => {
      const page = await opened(`/kept/${name}`);
      assert.deepEqual(await copies(page, page), [false, false]);
      assert.equal(await page.evaluate(PRINTS), false);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.evaluate('getComputedStyle(document.body).display'), 'none');
      await page.close();
    });

  test('without a rule it is copied: what is above can fail', async () => {
    const page = await opened('/free/note.txt');
    assert.deepEqual(await copies(page, page), [true, true]);
    await page.close();
  });

  test('attack: in a frame of a page that has no rule, and by that page', async () => {
    const page = await opened('/free');
    const frame = await framed(page, '/kept/note.txt');
    await frame.evaluate('window.focus()');
    assert.deepEqual(await copies(page, frame), [false, false]);
    assert.equal(await frame.evaluate(PRINTS), false);
    const outside = await page.evaluate(`(() => {
      const inner = document.querySelector('iframe').contentWindow; let printed = false;
      inner.addEventListener('beforeprint', () => { printed = true }); inner.print();
      return [printed, inner.document.execCommand('copy')];
    })()`);
    assert.deepEqual(outside, [false, false]);
    await page.close();
  });

  test('it reads as the document that the browser makes by itself', async () => {
    for (const name of ['note.txt', 'data.json', 'a.png']) {
      const kept = await opened(`/kept/${name}`);
      const free = await opened(`/free/${name}`);
      assert.deepEqual(await kept.evaluate(here), await free.evaluate(here), name);
      await kept.close();
      await free.close();
    }
    const page = await opened('/free');
    const readings: unknown[] = [];
    for (const place of ['kept', 'free']) {
      await framed(page, `/${place}/note.txt`);
      readings.push(
        await page.evaluate(
          `(() => { const { contentDocument: it } = document.querySelector('iframe:last-of-type'); return ${READ}(it, it.querySelector('pre')) })()`,
        ),
      );
    }
    assert.deepEqual(readings[0], readings[1]);
    assert.equal(await page.evaluate("fetch('/kept/note.txt').then((answer) => answer.text())"), TEXT);
    await page.close();
  });

  test('a picture is seen, whatever policy the app sends with it, and a sound is played', async () => {
    const page = await opened('/kept/a.png');
    await page.waitForFunction('document.images[0].complete && document.images[0].naturalWidth === 1');
    assert.equal(await page.evaluate('document.images[0].src'), 'https://wiki.corp.test/kept/a.png');
    assert.equal(await page.evaluate(PRINTS), false);
    await page.goto(`${wiki}/kept/a.wav`);
    await page.waitForFunction("document.querySelector('audio').duration > 0");
    assert.equal(await page.evaluate('document.contentType'), 'audio/wav');
    assert.equal(await page.evaluate(PRINTS), false);
    await page.close();
  });

  test('attack: a page loads the picture and reads the text first, for the window to find them in the cache', async () => {
    const page = await opened('/free');
    await page.evaluate(`Promise.all([
      fetch('/kept/cached/note.txt').then((answer) => answer.text()),
      new Promise((resolve) => { const image = new Image(); image.onload = resolve; image.src = '/kept/cached/a.png' }),
    ])`);
    for (const name of ['note.txt', 'a.png']) {
      await page.goto(`${wiki}/kept/cached/${name}`);
      assert.equal(await page.evaluate(PRINTS), false, name);
    }
    await page.close();
  });

  test('attack: a service worker passes a text on, or makes one', async () => {
    const page = await opened('/kept/');
    await page.evaluate(`(async () => {
      await navigator.serviceWorker.register('/kept/worker.js');
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    })()`);
    for (const [name, text] of [
      ['passed.txt', 'Words that a worker passes on'],
      ['made.txt', 'Words that a worker makes'],
    ] as const) {
      await page.goto(`${wiki}/kept/${name}`);
      assert.equal(await page.evaluate('document.body.innerText'), text);
      assert.deepEqual(await copies(page, page), [false, false], name);
      assert.equal(await page.evaluate(PRINTS), false, name);
    }
    await page.close();
  });

  test('the log says what was tried', async () => {
    for (const type of ['copy', 'print'] as const) {
      const rows = await writtenRows(gateway.directory, { type }, (found) =>
        found.some(({ outcome }) => outcome === 'blocked'),
      );
      assert.ok(
        rows.every(({ enforcedBy }) => enforcedBy === 'page'),
        type,
      );
    }
  });
});
