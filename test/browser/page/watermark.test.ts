import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { getDocumentProxy } from 'unpdf';
import { builtClient } from '../../support/built-client.ts';
import { launchChromium, type TestBrowser } from '../../support/chromium.ts';
import { until } from '../../support/road.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

let gateway: TestGateway;
let browser: TestBrowser;
let page: Page;
let eye: Page;
let home: string;

const BLANK = '<!doctype html><html><head><title>Wiki</title></head><body style="margin:0"></body></html>';

before(async () => {
  gateway = await startTestGateway({
    policies: [
      {
        id: 'marked',
        name: 'Marked',
        severity: 'low',
        mode: 'active',
        control: 'activities',
        activities: ['view'],
        when: { not: { path: ['/plain*'] } },
        action: 'watermark',
      },
      {
        id: 'no-print',
        name: 'No print',
        severity: 'low',
        mode: 'active',
        control: 'activities',
        activities: ['print'],
        when: { path: ['/framed*'] },
        action: 'block',
      },
    ],
    handler: (request, response) => {
      if (request.url === '/note.txt')
        return void response
          .writeHead(200, { 'content-type': 'text/plain', 'content-security-policy': 'sandbox' })
          .end('.');
      const type = request.url?.endsWith('.pdf') ? 'application/pdf' : 'text/html; charset=utf-8';
      // The strictest policy an app can have: no picture, no style, no script of its own.
      response
        .writeHead(200, {
          'content-type': type,
          ...(request.url === '/strict' ? { 'content-security-policy': "default-src 'none'" } : {}),
        })
        .end(type === 'application/pdf' ? '%PDF-1.4 the plan' : BLANK);
    },
  });
  browser = await launchChromium();
  page = await browser.context.newPage();
  eye = await browser.context.newPage();
  home = `${gateway.suffix('wiki.corp.test')}/`;
  await page.goto(home);
  await sendSignIn(page, { username: 'bob', password: 'b' });
  await page.waitForURL(home);
});
after(async () => {
  await browser?.close();
  await gateway?.close();
});

/** Pixels of each quarter of the window that are not of one colour with its first: what an empty page would not have. */
async function seen(): Promise<readonly number[]> {
  const picture = (await page.screenshot()).toString('base64');
  return (await eye.evaluate(`(async () => {
    const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,${picture}')).blob());
    const { width, height } = bitmap; const canvas = new OffscreenCanvas(width, height); const pen = canvas.getContext('2d');
    pen.drawImage(bitmap, 0, 0); const { data } = pen.getImageData(0, 0, width, height);
    const tally = new Map(); for (let i = 0; i < data.length; i += 4) { const c = data[i] * 65536 + data[i+1] * 256 + data[i+2]; tally.set(c, (tally.get(c) ?? 0) + 1); }
    const ground = [...tally].sort((a, b) => b[1] - a[1])[0][0]; const found = [0, 0, 0, 0];
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) { const i = (y * width + x) * 4;
      if (data[i] * 65536 + data[i+1] * 256 + data[i+2] !== ground) found[(y * 2 < height ? 0 : 2) + (x * 2 < width ? 0 : 1)]++; }
    return found; })()`)) as number[];
}

async function isMarked(what: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if ((await seen()).every((count) => count > 500)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`${what}: the mark is gone, ${await seen()}`);
}

test('a page that no policy marks shows nothing, a marked one shows the mark everywhere', async () => {
  await page.goto(`${home}plain`);
  assert.deepEqual(await seen(), [0, 0, 0, 0]);
  await page.goto(home);
  await isMarked('the page');
  await page.goto(`${home}strict`);
  await isMarked('under a policy that lets nothing in');
  await page.goto(`${home}note.txt`);
  await isMarked('a text alone');
});

const ATTACKS: Readonly<Record<string, string>> = {
  'taking it out': "for (const e of [...document.documentElement.children]) if (e.localName === 'div') e.remove()",
  'emptying the document': "document.documentElement.innerHTML = ''",
  'another root':
    "document.documentElement.replaceWith(document.createElement('html')); document.documentElement.append(document.createElement('body'))",
  'a new document': "document.open(); document.write('<body style=margin:0>'); document.close()",
  'taking it to another document':
    "const f = document.implementation.createHTMLDocument(''); f.body.append(document.documentElement.lastElementChild)",
  'a rule with an important':
    "document.head.append(Object.assign(document.createElement('style'), { textContent: '*, :popover-open { display:none!important; opacity:0!important; transform:scale(0)!important; clip-path:inset(50%)!important; transition: all 1s } html, body, head { display:block!important; opacity:1!important; transform:none!important; clip-path:none!important } ::backdrop { background: white; display: block }' }))",
  'its own style':
    "const h = document.documentElement.lastElementChild; h.style.cssText = 'display:none!important;opacity:0!important;visibility:hidden!important;z-index:-1!important'; h.hidden = true; h.inert = true",
  'closing it': "const h = document.documentElement.lastElementChild; h.hidePopover?.(); h.removeAttribute('popover')",
  'an animation':
    "document.documentElement.lastElementChild.animate([{ opacity: 0, transform: 'scale(0)' }], { duration: 1, fill: 'forwards' })",
  'a dialog over it':
    "const d = document.createElement('dialog'); d.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none;border:0;padding:0;margin:0;background:white'; document.body.append(d); d.showModal()",
  'a popover over it':
    "const d = document.createElement('div'); d.popover = 'manual'; d.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;border:0;padding:0;margin:0;background:white'; document.body.append(d); d.showPopover()",
  'names in the way':
    "document.body.insertAdjacentHTML('beforeend', '<form name=documentElement hidden></form><form name=body hidden></form><form name=readyState hidden></form>'); for (const e of [...document.querySelector('html').children]) if (e.localName === 'div') e.remove()",
  'functions in the way':
    "for (const [t, names] of [[Node, ['appendChild']], [Element, ['setAttribute', 'matches']], [HTMLElement, ['showPopover']]]) for (const n of names) t.prototype[n] = () => {}; MutationObserver.prototype.observe = () => {}; for (const e of [...document.documentElement.children]) if (e.localName === 'div') e.remove()",
  'a page of its own over it':
    "const f = document.createElement('iframe'); f.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;border:0;background:white;z-index:2147483647'; document.documentElement.append(f)",
};
for (const [name, attack] of Object.entries(ATTACKS))
  test(`the mark survives ${name}`, async () => {
    await page.goto(home);
    await page.evaluate(`(() => { ${attack} })()`);
    await isMarked(name);
  });

test('a full screen shows it', async () => {
  await page.goto(home);
  await page.evaluate(
    "const d = document.createElement('div'); d.id = 'full'; d.style.cssText = 'background:white;width:100%;height:100%'; d.textContent = ' '; d.onclick = () => d.requestFullscreen(); d.style.minHeight = '100vh'; document.body.append(d)",
  );
  await page.bringToFront();
  await page.click('#full');
  await page.waitForFunction('document.fullscreenElement !== null');
  await isMarked('full screen');
  await page.evaluate('document.exitFullscreen()');
});

test('a page that takes it away again and again neither hangs nor wins for long', async () => {
  await page.goto(home);
  await page.evaluate(`new MutationObserver(() => { const e = [...document.documentElement.children].find((each) => each.localName === 'div'); if (e) { window.fights = (window.fights ?? 0) + 1; if (fights < 200) e.remove(); } })
    .observe(document.documentElement, { childList: true }); document.documentElement.lastElementChild.remove()`);
  await page.waitForFunction('window.fights >= 200');
  await isMarked('after a fight');
});

test('frames have it, and the page reads nothing of it', async () => {
  await page.goto(`${home}plain`);
  await page.evaluate(
    "new Promise((done) => { const f = document.createElement('iframe'); f.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0'; f.src = '/framed'; f.onload = done; document.body.append(f) })",
  );
  await isMarked('a frame in a page that has none');
  const printed = await page.evaluate(
    "(() => { const inner = document.querySelector('iframe').contentWindow; inner.printed = false; inner.addEventListener('beforeprint', () => { inner.printed = true }); inner.print(); return inner.printed })()",
  );
  assert.equal(printed, false, 'a frame in a page without guards brings its own');
  await page.goto(home);
  const told =
    await page.evaluate(`(() => { const h = document.documentElement.lastElementChild; let heard = 0; document.addEventListener('toggle', () => heard++, true); h.hidePopover(); h.showPopover();
    return [document.documentElement.outerHTML, document.documentElement.innerText, h.shadowRoot, h.getHTML({ serializableShadowRoots: true }), getSelection().selectAllChildren(document.documentElement) ?? String(getSelection()), document.elementFromPoint(50, 50).localName, document.adoptedStyleSheets.length].map(String).join('|') })()`);
  assert.doesNotMatch(String(told), /bob|UTC/);
  await page.evaluate(
    "document.body.innerHTML = '<button id=b style=\"position:fixed;inset:0\">x</button>'; document.getElementById('b').onclick = () => { window.clicked = true }",
  );
  await page.click('#b');
  assert.equal(await page.evaluate('window.clicked'), true, 'it is in nobody’s way');
});

test('every printed page has it', async () => {
  await page.goto(home);
  await page.evaluate(
    'document.body.innerHTML = \'<p style="break-after:page">one</p><p style="break-after:page">two</p><p>three</p>\'',
  );
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf()));
  assert.ok(pdf.numPages >= 3);
  for (let number = 1; number <= 3; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    assert.match(items.map((item) => ('str' in item ? item.str : '')).join(' '), /bob/, `page ${number}`);
  }
});

test('a browser that cannot show a mark does not show the page', async () => {
  const old = await browser.context.newPage();
  await old.addInitScript('delete ShadowRoot.prototype.adoptedStyleSheets');
  await old.goto(`${home}plain`);
  assert.equal(await old.evaluate('document.title'), 'Wiki', 'others are shown');
  await old.goto(home, { waitUntil: 'commit' });
  await old.waitForFunction('window.__sallyport !== undefined');
  assert.equal(await old.evaluate('document.title + (document.body?.outerHTML ?? "")'), '');
  await old.close();
});

test('a page whose runtime has no mark is not shown', async () => {
  const without = await browser.context.newPage();
  const { code } = (await builtClient())['runtime.js'];
  await without.route('**/asking.js?*', (route) => route.fulfill({ contentType: 'text/javascript', body: code }));
  await without.goto(home, { waitUntil: 'commit' });
  // By asking: nothing is painted of a page that is not shown, so no frame of it comes that a waiting script could wait for.
  await until(without, 'window.__sallyport !== undefined');
  assert.equal(await without.evaluate('document.title + (document.body?.outerHTML ?? "")'), '');
  await without.close();
});

test('what cannot be marked is not shown', async () => {
  const answer = await page.goto(`${home}plan.pdf`);
  assert.equal(answer?.status(), 403);
});
