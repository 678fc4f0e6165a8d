import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import type { Frame, Page } from 'playwright-core';
import type { PolicyDocument } from '../../src/policy/policy-document.ts';
import type { TestBrowser } from '../support/chromium.ts';
import { launchSignedIn } from '../support/signed-in-browser.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

const rule = (id: string, activity: 'copy' | 'print', path: string): PolicyDocument => ({
  ...{ id, name: id, severity: 'low', mode: 'active', control: 'activities', activities: [activity], action: 'block' },
  when: { path: [path] },
});
const saved = (action: PolicyDocument['action']): PolicyDocument => ({
  ...{ id: action, name: action, severity: 'low', mode: 'active', control: 'download', action },
  when: { path: [`/saved/${action}*`] },
});
const SAVED = ['block', 'protect', 'watermark', 'step-up', 'warn', 'preview', 'asked'].map((kind) => `/saved/${kind}`);
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname.endsWith('/passed.pdf')) event.respondWith(fetch(event.request));
  if (pathname.endsWith('/made.pdf'))
    event.respondWith(fetch('/copy/plan.pdf').then(async (r) => new Response(await r.arrayBuffer(), { headers: { 'content-type': 'application/pdf' } })));
});`;

const MAKER = `onmessage = ({ data }) => postMessage(URL.createObjectURL(new Blob([data], { type: 'application/pdf' })))`;

describe('documents under rules against copying or printing, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  let login: string;
  let plan: Buffer;
  before(async () => {
    const made = await PDFDocument.create();
    const font = await made.embedFont(StandardFonts.Helvetica);
    for (let number = 1; number <= 3; number++) {
      const sheet = made.addPage([300, 400]);
      sheet.drawText(`Chapter ${number}`, { x: 40, y: 340, size: 24, font });
      sheet.drawRectangle({ x: 40, y: 60, width: 60 * number, height: 40 });
    }
    plan = Buffer.from(await made.save());
    gateway = await startTestGateway({
      policies: [
        rule('copy', 'copy', '/copy*'),
        rule('print', 'print', '/print*'),
        ...(['block', 'protect', 'watermark', 'step-up', 'warn'] as const).map(saved),
        { ...saved('block'), id: 'preview', preview: true, when: { path: ['/saved/preview*'] } },
        { ...saved('block'), id: 'asked', when: { path: ['/saved/asked*'], fileName: ['*.pdf'] } },
      ],
      handler: (request, response) => {
        const { pathname } = new URL(request.url ?? '/', 'https://x.test');
        if (pathname.endsWith('.pdf'))
          return void response
            .writeHead(200, { 'content-type': 'application/pdf', 'cache-control': 'max-age=600' })
            .end(plan);
        if (pathname.endsWith('/maker.js'))
          return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(MAKER);
        if (pathname.endsWith('/worker.js'))
          return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(WORKER);
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><title>App</title><p id="app">the app');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    login = `https://login.mcas.localhost:${gateway.port}`;
    browser = await launchSignedIn(`${wiki}/`);
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  async function until<T>(what: string, found: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (let turn = 0; turn < 800; turn++) {
      const value = await found();
      if (value !== undefined) return value;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return assert.fail(what);
  }
  /** Whether what somebody copies in the viewer is left to the browser. */
  const isCopied = (page: Page): Promise<boolean> =>
    page.evaluate(
      "document.querySelector('.sheet').dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true }))",
    );
  async function opened(path: string): Promise<Page> {
    const page = await browser.context.newPage();
    await page.goto(wiki + path);
    await page.evaluate(`globalThis.pdf = Uint8Array.from(atob('${plan.toString('base64')}'), (c) => c.charCodeAt(0))`);
    return page;
  }
  const OF_THE_BROWSER = /^chrome-extension:/;
  const frameAt = (page: Page, url: RegExp): Promise<Frame> =>
    until(`${url} among ${page.frames().map((each) => each.url())}`, () =>
      page.frames().find((each) => url.test(each.url())),
    );
  const showsItself = (page: Page): boolean => page.frames().some((each) => OF_THE_BROWSER.test(each.url()));
  const isDrawn = (frame: Page | Frame): Promise<true> =>
    until('a drawn page', async () =>
      (await frame.evaluate("document.querySelector('.sheet[data-drawn]') !== null")) ? true : undefined,
    );
  /** An element that shows a document, and what became of it. */
  const shown = (tag: string, attribute: string, url: string, type = ''): string => `new Promise((resolve) => {
    const it = document.createElement(${JSON.stringify(tag)});
    if (${JSON.stringify(type)}) it.type = ${JSON.stringify(type)};
    it.width = 300; it.height = 300;
    it.onload = it.onerror = () => resolve(true);
    it.setAttribute(${JSON.stringify(attribute)}, ${url});
    document.body.append(it);
  })`;
  const blob = (type: string): string => `URL.createObjectURL(new Blob([pdf], { type: ${JSON.stringify(type)} }))`;
  const data = (): string => `'data:application/pdf;base64,${plan.toString('base64')}'`;

  for (const [tag, attribute] of [
    ['iframe', 'src'],
    ['embed', 'src'],
    ['object', 'data'],
  ] as const)
    test(`without a rule the browser shows it in ${tag}, under one the gateway does: #toolbar, #page and all`, async () => {
      const type = tag === 'iframe' ? '' : 'application/pdf';
      const page = await opened('/free');
      void page.evaluate(shown(tag, attribute, `'/free/plan.pdf'`, type));
      await frameAt(page, OF_THE_BROWSER);
      const ruled = await opened('/copy');
      void ruled.evaluate(shown(tag, attribute, `'/copy/plan.pdf#toolbar=1&page=2'`, type));
      const viewer = await frameAt(ruled, /\/sallyport\/view\?/);
      await isDrawn(viewer);
      await until('page 2', async () =>
        (await viewer.evaluate("document.getElementById('page').value")) === '2' ? true : undefined,
      );
      assert.equal(showsItself(ruled), false);
      await page.close();
      await ruled.close();
    });

  test('attack: script fetches it ahead, and the window finds nothing in the cache', async () => {
    const page = await opened('/copy');
    assert.equal(await page.evaluate(`fetch('/copy/plan.pdf').then((r) => r.blob()).then((b) => b.size)`), plan.length);
    await page.evaluate(`new Promise((resolve) => {
      const link = document.createElement('link');
      link.rel = 'prefetch'; link.href = '/copy/plan.pdf'; link.onload = link.onerror = resolve;
      document.head.append(link);
    })`);
    await page.goto(`${wiki}/copy/plan.pdf`);
    assert.equal(new URL(page.url()).origin, login);
    await isDrawn(page);
    await page.close();
  });

  for (const [how, url, tag] of [
    ['blob', blob('application/pdf'), 'iframe'],
    ['blob in capitals with a parameter', blob('Application/PDF; a=b'), 'iframe'],
    ['blob of another name', blob('text/pdf'), 'iframe'],
    ['blob', blob('application/pdf'), 'embed'],
    ['blob', blob('application/pdf'), 'object'],
    ['file', `URL.createObjectURL(new File([pdf], 'a.pdf', { type: 'application/pdf' }))`, 'iframe'],
    [
      'blob that says it is of another type',
      `(() => { const b = new Blob([pdf], { type: 'application/pdf' }); Object.defineProperty(b, 'type', { value: 'text/plain' }); return URL.createObjectURL(b); })()`,
      'iframe',
    ],
    [
      'blob that says it is none',
      `(() => { Object.defineProperty(Blob, Symbol.hasInstance, { value: () => false }); return ${blob('application/pdf')}; })()`,
      'iframe',
    ],
    [
      'blob of another realm',
      `(() => { const f = document.createElement('iframe'); document.body.append(f); return URL.createObjectURL(new f.contentWindow.Blob([pdf], { type: 'application/pdf' })); })()`,
      'iframe',
    ],
    [
      'blob where all are replaced',
      `(() => { const b = new Blob([pdf], { type: 'application/pdf' }); window.Blob = function () { return b; }; return URL.createObjectURL(b); })()`,
      'iframe',
    ],
  ] as const)
    test(`attack: the page makes it: ${how} in ${tag}`, async () => {
      const attribute = tag === 'object' ? 'data' : 'src';
      const type = tag === 'iframe' ? '' : 'application/pdf';
      const page = await opened('/free');
      void page.evaluate(shown(tag, attribute, url, type));
      await frameAt(page, OF_THE_BROWSER);
      await page.close();
      for (const path of how === 'blob' && tag === 'iframe' ? ['/print', ...SAVED] : ['/copy', '/saved/block']) {
        const ruled = await opened(path);
        await ruled.evaluate(shown(tag, attribute, url, type));
        const frame = await frameAt(ruled, /^blob:/);
        assert.equal(await frame.evaluate('document.contentType'), 'text/plain');
        assert.equal(showsItself(ruled), false);
        await ruled.close();
      }
    });

  test('attack: the page makes it: in a window of its own, by a worker, out of an answer', async () => {
    const page = await opened('/copy');
    const kinds = (await page.evaluate(`(async () => {
      const type = async (url) => (await fetch(url)).headers.get('content-type');
      const source = ${JSON.stringify(MAKER)};
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
      const fromWorker = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); worker.postMessage(pdf); });
      const loaded = new Worker('/copy/maker.js');
      const fromLoaded = await new Promise((resolve) => { loaded.onmessage = ({ data }) => resolve(data); loaded.postMessage(pdf); });
      const answer = URL.createObjectURL(await (await fetch('/copy/plan.pdf')).blob());
      const bytes = (await (await fetch(answer)).arrayBuffer()).byteLength;
      return [await type(fromWorker), await type(fromLoaded), await type(answer), bytes];
    })()`)) as readonly unknown[];
    // What reads it has its bytes: a viewer of the app's own goes on.
    assert.deepEqual(kinds, ['text/plain', 'text/plain', 'text/plain', plan.length]);
    const [window] = await Promise.all([
      browser.context.waitForEvent('page'),
      page.evaluate(`open(${blob('application/pdf')}) !== null`),
    ]);
    await until('a text', async () =>
      (await window.evaluate('document.contentType')) === 'text/plain' && window.url().startsWith('blob:')
        ? true
        : undefined,
    );
    assert.equal(showsItself(window), false);
    await window.close();
    await page.close();
  });

  for (const [tag, attribute] of [
    ['iframe', 'src'],
    ['embed', 'src'],
    ['object', 'data'],
  ] as const)
    test(`attack: a data: URL in ${tag}`, async () => {
      const url = data();
      const type = tag === 'iframe' ? '' : 'application/pdf';
      const page = await opened('/free');
      void page.evaluate(shown(tag, attribute, url, type));
      await frameAt(page, OF_THE_BROWSER);
      await page.close();
      for (const path of tag === 'iframe' ? ['/print', ...SAVED] : ['/copy', '/saved/block']) {
        const ruled = await opened(path);
        const refused = ruled.waitForEvent('console', (message) => /Content Security Policy/.test(message.text()));
        void ruled.evaluate(shown(tag, attribute, url, type)).catch(() => 'closed before an embed told');
        await refused;
        assert.equal(showsItself(ruled), false);
        await ruled.close();
      }
    });

  test('attack: a service worker passes one on, or makes one', async () => {
    const page = await opened('/copy/page');
    await page.evaluate(`navigator.serviceWorker.register('/copy/worker.js').then(() => new Promise((resolve) => {
      if (navigator.serviceWorker.controller) resolve(); else navigator.serviceWorker.oncontrollerchange = resolve;
    }))`);
    await page.goto(`${wiki}/copy/passed.pdf`);
    await until('the viewer', () => (page.url().startsWith(login) ? true : undefined));
    await isDrawn(page);
    await page.goto(`${wiki}/copy/page`);
    await page.evaluate(shown('iframe', 'src', `'/copy/made.pdf'`));
    assert.equal(showsItself(page), false);
    await page.goto(`${wiki}/copy/made.pdf`);
    assert.equal(showsItself(page), false);
    await page.close();
  });

  test('under a rule against copying all its pages are printed, and only the button prints', async () => {
    const page = await browser.context.newPage();
    await page.addInitScript(
      'window.print = () => { globalThis.printed = document.querySelectorAll("#printed img").length; }',
    );
    await page.goto(`${wiki}/copy/plan.pdf`);
    await isDrawn(page);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('.sheet'), false);
    assert.equal(await page.isVisible('.paper'), true);
    await page.emulateMedia({ media: 'screen' });
    await page.focus('#view');
    await page.keyboard.press('Control+p');
    await until('a print', async () => ((await page.evaluate('globalThis.printed')) === 3 ? true : undefined));
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('#printed img'), true);
    assert.equal(await page.isVisible('.paper'), false);
    const isBlack = `(() => {
      const picture = document.querySelector('#printed img');
      const canvas = document.createElement('canvas');
      canvas.width = picture.naturalWidth; canvas.height = picture.naturalHeight;
      const context = canvas.getContext('2d');
      context.drawImage(picture, 0, 0);
      return context.getImageData(0, 0, canvas.width, canvas.height).data.some((value, at) => at % 4 !== 3 && value < 128);
    })()`;
    assert.equal(await page.evaluate(isBlack), true);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.equal(await page.locator('#printed img').count(), 0);
    assert.equal(await isCopied(page), false);
    await page.close();
  });

  test('under a rule against printing it is copied, and nothing prints', async () => {
    const page = await opened('/print/plan.pdf');
    await isDrawn(page);
    assert.equal(await page.locator('#print').count(), 0);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('.sheet'), false);
    assert.match((await page.textContent('.paper')) ?? '', /cannot be printed/);
    assert.equal(await isCopied(page), true);
    await page.close();
  });

  test('it is saved by the button, by the key, and from within a frame', async () => {
    const page = await opened('/copy/plan.pdf');
    await isDrawn(page);
    for (const save of [() => page.click('#save'), () => page.press('#view', 'Control+s')]) {
      const [download] = await Promise.all([page.waitForEvent('download'), save()]);
      assert.equal(download.suggestedFilename(), 'plan.pdf');
    }
    await page.goto(`${wiki}/copy`);
    void page.evaluate(shown('iframe', 'src', `'/copy/plan.pdf'`));
    const viewer = await frameAt(page, /\/sallyport\/view\?/);
    await isDrawn(viewer);
    const saved = new Promise<string>((resolve) => {
      browser.context.on('page', (window) => window.on('download', (file) => resolve(file.suggestedFilename())));
      page.on('download', (file) => resolve(file.suggestedFilename()));
    });
    await viewer.click('#save');
    assert.equal(await saved, 'plan.pdf');
    await page.close();
  });
});
