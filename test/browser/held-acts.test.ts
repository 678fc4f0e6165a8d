import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { STRONG } from '../../src/demo/idp/dev-idp.ts';
import type { PolicyDocument } from '../../src/policy/policy-document.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

const named = (id: string) => ({ id, name: id, severity: 'high', mode: 'active' }) as const;
const STEP_UP = { action: 'step-up', stepUp: { strengths: [STRONG] } } as const;
const POLICIES: readonly PolicyDocument[] = [
  { ...named('strong-deletes'), control: 'activities', activities: ['delete-item'], ...STEP_UP },
  { ...named('strong-uploads'), control: 'upload', ...STEP_UP },
  { ...named('why-edit'), control: 'activities', activities: ['edit-item'], action: 'warn' },
];
const PAGE = `<!doctype html><title>Work</title>
<form method="post" action="/api.php"><input type="hidden" name="action" value="edit"><input name="title" value="Plan">
<textarea name="text" id="text"></textarea><button id="edit" name="submit" value="now">Save</button></form>
<form method="post" action="/up" enctype="multipart/form-data"><input name="note" value="Grüße"><input type="file" name="one" id="one" multiple>
<input type="file" name="none"><button id="up">Send</button></form>
<script>window.remove = () => fetch('/api.php', { method: 'POST', body: new URLSearchParams({ action: 'delete', title: 'Plan' }) }).then((r) => r.status)</script>`;
const ALICE = { username: 'alice', password: 'a' };

describe('what is sent and interrupted goes on afterwards, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  let posted: { readonly type: string; readonly body: string }[] = [];
  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      change: (config) => ({ ...config, apps: config.apps.map((app) => ({ ...app, profile: 'mediawiki' })) }),
      handler: (request, response) => {
        if (request.method !== 'POST')
          return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
        let body = '';
        request.setEncoding('latin1').on('data', (chunk: string) => (body += chunk));
        request.on('end', () => {
          posted.push({ type: request.headers['content-type'] ?? '', body });
          response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Saved</title>saved');
        });
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  async function open(): Promise<Page> {
    posted = [];
    await browser.context.clearCookies();
    const page = await browser.context.newPage();
    await page.goto(`${wiki}/work`);
    await sendSignIn(page, ALICE);
    await page.waitForSelector('#text');
    return page;
  }
  /** The window that a click opens. */
  async function opened(page: Page, click: () => Promise<unknown>): Promise<Page> {
    const [other] = await Promise.all([page.context().waitForEvent('page'), click()]);
    await other.waitForLoadState();
    return other;
  }

  test('an upload keeps its files, and arrives whole after the stronger sign-in', async () => {
    const page = await open();
    await page.setInputFiles('#one', [
      { name: 'a "b".bin', mimeType: 'application/x-any', buffer: Buffer.from([0, 255, 13, 10, 60]) },
      { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('</script>') },
    ]);
    await page.click('#up');
    await page.waitForSelector('#held');
    assert.deepEqual(posted, []);
    const other = await opened(page, () => page.click('a.button'));
    await sendSignIn(other, ALICE);
    await page.waitForSelector('text=saved');
    const [{ type, body } = { type: '', body: '' }, ...more] = posted;
    assert.deepEqual(more, []);
    const boundary = /boundary=(.*)/.exec(type)?.[1] ?? '';
    assert.deepEqual(body.split(`--${boundary}`), [
      '',
      '\r\nContent-Disposition: form-data; name="note"\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n',
      '\r\nContent-Disposition: form-data; name="one"; filename="a %22b%22.bin"\r\nContent-Type: application/x-any\r\n\r\n\x00\xff\r\n<\r\n',
      '\r\nContent-Disposition: form-data; name="one"; filename="plan.txt"\r\nContent-Type: text/plain\r\n\r\n</script>\r\n',
      '\r\nContent-Disposition: form-data; name="none"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n',
      '--\r\n',
    ]);
    await other.close();
    await page.close();
  });

  test('a form is sent once its user has given a reason', async () => {
    const page = await open();
    await page.fill('#text', 'one\ntwo');
    await page.click('#edit');
    await page.waitForSelector('#held');
    const other = await opened(page, () => page.click('a.button'));
    await other.fill('#reason', 'for the board');
    await other.click('button[type=submit]');
    await page.waitForSelector('text=saved');
    assert.deepEqual(
      posted.map(({ body }) => body),
      ['action=edit&title=Plan&text=one%0D%0Atwo&submit=now'],
    );
    await other.close();
    await page.close();
  });

  test('a page whose script was refused stays as it is, and its user is led to the sign-in beside it', async () => {
    const page = await open();
    await page.fill('#text', 'typed');
    assert.equal(await page.evaluate('remove()'), 401);
    // The notice is in a closed shadow root: it is reached as a user does, by the keyboard.
    await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
    await page.evaluate("document.getElementById('up').focus()");
    await page.keyboard.press('Tab');
    const other = await opened(page, () => page.keyboard.press('Enter'));
    await sendSignIn(other, ALICE);
    await other.waitForURL(`${wiki}/.well-known/sallyport/again`);
    assert.equal(await page.evaluate('remove()'), 200);
    assert.equal(await page.inputValue('#text'), 'typed');
    await other.close();
    await page.close();
  });
});
