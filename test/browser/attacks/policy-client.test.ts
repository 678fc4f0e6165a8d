import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';
import { createOutside, type Outside } from './outside.ts';
import { dragOut, printed } from './page-exits.ts';

const PAGE = `<!doctype html><html><head><title>Wiki</title><style>p{color:green}</style></head>
<body><p id="text">Words to keep</p><textarea id="field">Words to keep</textarea><div id="host"></div>
<div id="drop" style="height:40px">drop</div></body></html>`;
const SELECT = "getSelection().selectAllChildren(document.getElementById('text'))";
const WITHOUT = 'nothing of it';

describe('what a page keeps in', () => {
  let stage: PageStage;
  let page: Page;
  let outside: Outside;
  let mail: string;
  before(async () => {
    const policy = { severity: 'high', mode: 'active', control: 'activities', action: 'block' } as const;
    stage = await startPageStage({
      policies: [
        {
          ...policy,
          id: 'wiki',
          name: 'Kept in',
          activities: ['copy', 'cut', 'print', 'download'],
          when: { app: ['wiki'] },
        },
        { ...policy, id: 'mark', name: 'Marked', activities: ['view'], action: 'watermark', when: { app: ['wiki'] } },
      ],
      handler: (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE),
    });
    mail = `${stage.gateway.suffix('mail.partner.test')}/`;
    page = await stage.signIn('bob');
    outside = await createOutside(stage.browser.context);
  });
  after(() => stage?.close());

  const copies = () => stage.rows().filter(({ type }) => type === 'copy' || type === 'cut');

  const COPIES: Record<string, string | ((page: Page) => Promise<unknown>)> = {
    'Ctrl+C': (tab) => tab.keyboard.press('Control+c'),
    'Ctrl+Insert': (tab) => tab.keyboard.press('Control+Insert'),
    'Ctrl+X in a field': async (tab) => {
      await tab.focus('#field');
      await tab.keyboard.press('Control+a');
      await tab.keyboard.press('Control+x');
    },
    'everything selected': async (tab) => {
      await tab.keyboard.press('Control+a');
      await tab.keyboard.press('Control+c');
    },
    "a browser's own command, as its menu gives it": async (tab) => {
      const session = await tab.context().newCDPSession(tab);
      await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands: ['copy'] } as never);
      await session.detach();
    },
    'execCommand copy': "document.execCommand('copy')",
    'execCommand cut': "document.getElementById('field').select(); document.execCommand('cut')",
    writeText: "navigator.clipboard.writeText('Words to keep').catch(() => {})",
    write:
      "navigator.clipboard.write([new ClipboardItem({ 'text/plain': new Blob(['Words to keep'], { type: 'text/plain' }) })]).catch(() => {})",
    'an event that is answered by the page':
      "document.addEventListener('copy', (e) => { e.clipboardData.setData('text/plain', 'Words to keep'); e.preventDefault(); }); document.execCommand('copy')",
    'a frame of its own':
      "const f = document.createElement('iframe'); document.body.append(f); const d = f.contentDocument; d.body.textContent = 'Words to keep'; f.contentWindow.getSelection().selectAllChildren(d.body); d.execCommand('copy'); f.contentWindow.navigator.clipboard.writeText('Words to keep').catch(() => {})",
  };

  test('CL-01: nothing is copied by keyboard, menu or interface; the user is told, the log has it once', async () => {
    await stage.browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const [name, copy] of Object.entries(COPIES)) {
      await outside.write(WITHOUT);
      await page.goto(`${stage.wiki}/`);
      await page.bringToFront();
      await page.evaluate(SELECT);
      const before = copies().length;
      if (typeof copy === 'string') await page.evaluate(`(async () => { ${copy} })()`);
      else await copy(page);
      await toldOf(page);
      await stage.rowsOnce(() => copies().length > before);
      assert.equal(copies().length - before, 1, name);
      assert.equal(await outside.read(), WITHOUT, name);
    }
    assert.ok(
      copies().every(({ outcome, enforcedBy, user }) => `${outcome} ${enforcedBy} ${user}` === 'blocked page bob'),
    );
    await page.goto(mail);
    await page.bringToFront();
    await page.evaluate(SELECT);
    await page.keyboard.press('Control+c');
    assert.equal((await outside.read()).trim(), 'Words to keep', 'where no policy says so, it is copied');
  });

  const drag = (from: string, must: 'move' | 'stay') => dragOut(page, `return ${from}`, must);

  const DRAGS: Record<string, readonly [prepare: string, from: string]> = {
    'a selection': [SELECT, "document.getElementById('text')"],
    'a link': [
      "document.body.insertAdjacentHTML('afterbegin', '<a href=\"/Words\">Words to keep</a>')",
      "document.querySelector('a')",
    ],
    'an element with words of its own': [
      "const d = document.getElementById('drop'); d.draggable = true; d.ondragstart = (e) => { e.dataTransfer.setData('text/plain', 'Words to keep'); e.dataTransfer.items.add('Words to keep', 'text/html'); e.dataTransfer.setData('DownloadURL', 'text/plain:words.txt:data:text/plain,Words') }",
      "document.getElementById('drop')",
    ],
    'one in a shadow tree': [
      "const r = document.getElementById('host').attachShadow({ mode: 'open' }); r.innerHTML = '<b draggable=\"true\">Words to keep</b>'; r.firstChild.ondragstart = (e) => e.dataTransfer.setData('text', 'Words to keep')",
      "document.getElementById('host').shadowRoot.firstChild",
    ],
    'a selection in a closed shadow tree': [
      "const r = document.getElementById('host').attachShadow({ mode: 'closed' }); r.innerHTML = '<b>Words to keep</b>'; window.inner = r.firstChild; getSelection().selectAllChildren(r.firstChild)",
      'window.inner',
    ],
  };

  test('CL-03: what is dragged stays in the page', async () => {
    for (const [name, [prepare, from]] of Object.entries(DRAGS)) {
      await page.goto(mail);
      await page.evaluate(`(() => { ${prepare} })()`);
      assert.match((await drag(from, 'move')) ?? '', /Words/, `${name}, where no policy says so`);
      await page.goto(`${stage.wiki}/`);
      await page.evaluate(`(() => { ${prepare} })()`);
      assert.doesNotMatch((await drag(from, 'stay')) ?? '', /Words/, name);
    }
    await page.goto(`${stage.wiki}/`);
    const inside = await page.evaluate(`(() => {
      const seen = []; const from = document.getElementById('drop'); from.draggable = true; const transfer = new DataTransfer();
      from.ondragstart = (e) => e.dataTransfer.setData('text', 'card 7');
      document.body.ondrop = (e) => seen.push(e.dataTransfer.getData('text/plain'), [...e.dataTransfer.types]);
      from.dispatchEvent(new DragEvent('dragstart', { bubbles: true, dataTransfer: transfer }));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: new DataTransfer() }));
      return seen })()`);
    assert.deepEqual(inside, ['card 7', ['text/plain']], 'a drop in the same page gets it');
  });

  test('CL-05: the keys of saving and of the source do nothing and are logged, what is the app’s own goes on', async () => {
    await page.goto(`${stage.wiki}/`);
    for (const [key, type] of [
      ['Control+s', 'download'],
      ['Control+u', 'copy'],
    ] as const) {
      await page.goto(`${stage.wiki}/`);
      const before = stage.rows().filter((row) => row.type === type).length;
      await page.evaluate(
        "window.addEventListener('keydown', (e) => { window.pressed = [e.key, e.defaultPrevented] })",
      );
      await page.keyboard.press(key);
      await toldOf(page);
      assert.deepEqual(await page.evaluate('window.pressed'), [key.at(-1), false]);
      await stage.rowsOnce(() => stage.rows().filter((row) => row.type === type).length > before);
      assert.equal(stage.rows().filter((row) => row.type === type).length, before + 1);
    }
    const session = await page.context().newCDPSession(page);
    // The same keys in a Cyrillic layout.
    for (const [key, code, type] of [
      ['ы', 'S', 'download'],
      ['г', 'U', 'copy'],
    ] as const) {
      await page.goto(`${stage.wiki}/`);
      const before = stage.rows().filter((row) => row.type === type).length;
      const press = { key, code: `Key${code}`, windowsVirtualKeyCode: code.charCodeAt(0), modifiers: 2 };
      for (const kind of ['rawKeyDown', 'keyUp'] as const)
        await session.send('Input.dispatchKeyEvent', { type: kind, ...press });
      await toldOf(page);
      await stage.rowsOnce(() => stage.rows().filter((row) => row.type === type).length > before);
    }
    await session.detach();
    await page.goto(`${stage.wiki}/`);
    const savings = () => stage.rows().filter(({ type }) => type === 'download').length;
    const before = savings();
    await page.evaluate(
      "document.addEventListener('keydown', (e) => { e.preventDefault(); window.own = e.defaultPrevented })",
    );
    await page.keyboard.press('Control+s');
    assert.equal(await page.evaluate('window.own'), true);
    await page.evaluate('new Promise((done) => setTimeout(done, 50))');
    assert.equal(savings(), before, 'the app’s own key is nobody’s saving');
    const marked = await page.screenshot();
    await page.goto(mail);
    assert.ok(!marked.equals(await page.screenshot()), 'what a camera gets is marked');
    const limits = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8');
    assert.match(limits, /do not stop\s+developer tools, screenshots or a camera/);
  });

  test('CL-05: what the print-screen key has put on the clipboard is taken off, and the row says so', async () => {
    const other = await stage.browser.context.newPage();
    await other.goto(mail);
    await stage.browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: new URL(mail).origin,
    });
    await stage.browser.context.grantPermissions(['clipboard-write'], { origin: stage.wiki });
    await other.bringToFront();
    await other.evaluate("navigator.clipboard.writeText('a picture of the screen')");
    await page.bringToFront();
    await page.goto(`${stage.wiki}/`);
    const before = stage.rows().filter(({ type }) => type === 'copy').length;
    await page.keyboard.press('PrintScreen');
    await toldOf(page);
    await stage.rowsOnce(() => stage.rows().filter(({ type }) => type === 'copy').length > before);
    await other.bringToFront();
    // The page is told of nothing once it is written.
    for (let tries = 0; tries < 2400 && (await other.evaluate('navigator.clipboard.readText()')) !== ''; tries++)
      await other.waitForTimeout(50);
    assert.equal(await other.evaluate('navigator.clipboard.readText()'), '');
    await other.close();
  });

  const STRIPPED: Record<string, string> = {
    'no style elements': "document.querySelectorAll('style').forEach((each) => each.remove())",
    'no adopted sheets': 'document.adoptedStyleSheets = []',
    'adopted sheets emptied in place': 'document.adoptedStyleSheets.length = 0',
    'a layer that shows everything':
      "document.head.insertAdjacentHTML('beforeend', '<style>@layer a { @media print { html, html > *, body, body * { display: block !important } } }</style>')",
    'rules of greater weight':
      "document.documentElement.id = 'r'; document.body.id = 'b'; document.head.insertAdjacentHTML('beforeend', '<style>@media print { #r#r#r > #b#b#b { display: block !important; all: initial !important } }</style>')",
    'styles on the elements':
      "document.body.style.setProperty('display', 'block', 'important'); document.body.style.setProperty('all', 'initial', 'important')",
    'words before and after everything':
      "document.head.insertAdjacentHTML('beforeend', '<style>html::after, html::before { content: \"Words to keep\" !important; display: block !important }</style>')",
    'all of it, again and again':
      "const strip = () => { document.adoptedStyleSheets = []; document.body.style.setProperty('display', 'block', 'important') }; addEventListener('beforeprint', strip); document.addEventListener('beforeprint', strip); matchMedia('print').addEventListener('change', strip)",
  };

  test('CL-07: nothing of the page is printed, whatever it does to its styles', async () => {
    for (const [name, strip] of Object.entries(STRIPPED)) {
      await page.goto(mail);
      await page.evaluate(`(() => { ${strip} })()`);
      assert.match(await printed(page), /Words to keep/, `${name}, where no policy says so`);
      await page.goto(`${stage.wiki}/`);
      await page.evaluate(`(() => { ${strip} })()`);
      assert.doesNotMatch(await printed(page), /Words|keep/, name);
    }
    assert.ok((await stage.rowsOnce(({ type }) => type === 'print')).every(({ outcome }) => outcome === 'blocked'));
  });
});

/** Waits for the notice, which the page itself cannot read: its box is the last child of the root. */
async function toldOf(page: Page): Promise<void> {
  await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
}
