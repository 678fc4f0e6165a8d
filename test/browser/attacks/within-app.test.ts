import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';
import { createOutside, type Outside } from './outside.ts';

const PAGE = `<!doctype html><html><head><title>Wiki</title></head><body><p id="text">Words to keep</p>
<textarea id="field">A field to cut</textarea><textarea id="to"></textarea><div id="rich" contenteditable></div></body></html>`;
const MARK = /^Copied in Wiki, and to be pasted there only \([\w-]+\)$/;

describe('what is copied in an app and may be pasted there', () => {
  let stage: PageStage;
  let page: Page;
  let outside: Outside;
  before(async () => {
    const policy = { severity: 'high', mode: 'active', control: 'activities', action: 'block' } as const;
    const within = { ...policy, within: 'app' } as const;
    const policies: readonly PolicyDocument[] = [
      { ...within, id: 'out', name: 'Out', activities: ['copy', 'cut'], when: { app: ['wiki'], path: ['/out*'] } },
      { ...within, id: 'into', name: 'Into', activities: ['paste'], when: { app: ['wiki'], path: ['/into*'] } },
      { ...policy, id: 'none', name: 'None', activities: ['copy', 'paste'], when: { path: ['*-strict'] } },
    ];
    stage = await startPageStage({
      policies,
      handler: (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE),
    });
    page = await stage.signIn('bob', '/out');
    await stage.browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    outside = await createOutside(stage.browser.context);
  });
  after(() => stage?.close());

  const select = (id: string) => `getSelection().selectAllChildren(document.getElementById('${id}'))`;
  async function go(path: string, tab = page): Promise<void> {
    await tab.goto(stage.wiki + path);
    await tab.bringToFront();
  }
  async function pasted(tab: Page, id = 'to'): Promise<string> {
    await tab.bringToFront();
    await tab.focus(`#${id}`);
    await tab.keyboard.press('Control+v');
    return String(
      await tab.evaluate(`(({ value, innerText }) => value ?? innerText)(document.getElementById('${id}'))`),
    );
  }

  test('it comes back in the same page, in fields and where pages take it themselves; others find where it is from', async () => {
    await go('/out');
    await page.evaluate(select('text'));
    await page.keyboard.press('Control+c');
    assert.equal(await pasted(page), 'Words to keep');
    assert.equal(await pasted(page, 'rich'), 'Words to keep');
    await page.evaluate(
      "document.addEventListener('paste', (e) => { window.own = [e.clipboardData.getData('text/plain'), e.clipboardData.getData('text/html')]; e.preventDefault() })",
    );
    await pasted(page);
    assert.deepEqual(await page.evaluate('window.own'), ['Words to keep', 'Words to keep']);
    assert.match(await outside.read(), MARK);
    const rows = await stage.rowsOnce(({ type }) => type === 'copy');
    assert.deepEqual(
      rows.map(({ outcome, enforcedBy }) => [outcome, enforcedBy]),
      [['blocked', 'page']],
    );
  });

  test('it comes in another tab of the app, and in no other app', async () => {
    const other = await stage.open('/out/other');
    await other.evaluate(
      "window.heard = new Promise((done) => { new BroadcastChannel('sallyport-clipboard').onmessage = ({ data }) => { if (data.text) done() } }); undefined",
    );
    await page.bringToFront();
    await go('/out');
    await page.evaluate(select('text'));
    await page.keyboard.press('Control+c');
    await other.evaluate('window.heard');
    assert.equal(await pasted(other), 'Words to keep');
    await other.goto(`${stage.gateway.suffix('mail.partner.test')}/`);
    assert.match(await pasted(other), MARK);
    await other.close();
  });

  test('what is cut goes from its field, and comes back', async () => {
    await go('/out');
    await page.focus('#field');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+x');
    assert.equal(await page.inputValue('#field'), '');
    assert.equal(await pasted(page), 'A field to cut');
    assert.match(await outside.read(), MARK);
  });

  test('script gets back what script has copied', async () => {
    await go('/out');
    const read = await page.evaluate(
      "navigator.clipboard.writeText('of script').then(() => navigator.clipboard.readText())",
    );
    assert.equal(read, 'of script');
    assert.match(await outside.read(), MARK);
    await page.bringToFront();
    assert.equal(
      await page.evaluate(
        "navigator.clipboard.write([new ClipboardItem({ 'text/plain': new Blob(['x'], { type: 'text/plain' }) })]).then(() => 'written', (e) => e.name)",
      ),
      'NotAllowedError',
    );
  });

  test('nothing gets out by what a page puts on the clipboard itself', async () => {
    for (const way of [
      "document.addEventListener('copy', (e) => { e.clipboardData.setData('text/plain', 'Words to keep'); e.preventDefault() }); document.execCommand('copy')",
      `window.addEventListener('copy', (e) => e.clipboardData.setData('text/html', 'Words to keep'), true); ${select('text')}; document.execCommand('copy')`,
      `const set = DataTransfer.prototype.setData; DataTransfer.prototype.setData = function (type) { return set.call(this, type, 'Words to keep') }; ${select('text')}; document.execCommand('copy')`,
      `const f = document.createElement('iframe'); document.body.append(f); f.contentDocument.body.textContent = 'Words to keep'; f.contentWindow.getSelection().selectAllChildren(f.contentDocument.body); f.contentDocument.execCommand('copy'); f.contentWindow.navigator.clipboard.writeText('Words to keep').catch(() => {})`,
    ]) {
      await outside.write('nothing of it');
      await go('/out');
      await page.evaluate(`(async () => { ${way} })()`);
      await page.evaluate('new Promise((done) => setTimeout(done, 200))');
      assert.doesNotMatch(await outside.read(), /Words/, way);
    }
  });

  test('what comes from outside is not pasted where only what is of the app may be', async () => {
    await outside.write('from outside');
    await go('/into');
    assert.equal(await pasted(page), '');
    await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
    assert.equal(
      await page.evaluate('navigator.clipboard.readText().then((text) => text, (e) => e.name)'),
      'NotAllowedError',
    );
    await go('/into');
    await page.evaluate(select('text'));
    await page.keyboard.press('Control+c');
    assert.equal((await pasted(page)).trim(), 'Words to keep');
    assert.equal((await outside.read()).trim(), 'Words to keep', 'out it may go');
    await outside.write('from outside');
    assert.equal((await pasted(page)).includes('outside'), false);
  });

  test('a policy that says nothing of the app is the stricter one', async () => {
    await outside.write('nothing of it');
    await go('/out-strict');
    await page.evaluate(select('text'));
    await page.keyboard.press('Control+c');
    await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
    assert.equal(await outside.read(), 'nothing of it');
  });
});
