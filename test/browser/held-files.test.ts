import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { WAIT_TIMES } from '../../src/proxy/waits/waits.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

const CARD = '4111 1111 1111 1111';
const LINE = `${'a line of the file '.repeat(500)}\n`;
const SIZE = 4_000_000;
const PAGE = `<!doctype html><title>App</title><p id="app">the app</p>
<a id="clean" href="/slow/clean">clean</a> <a id="secret" href="/slow/secret">secret</a> <a id="given-up" href="/slow/given-up">given up</a>
<form method="post" action="/slow/made"><button id="made">make</button></form>`;

describe('a file that is held for long, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  const asked: string[] = [];
  const open = new Map<string, { readonly response: ServerResponse; end(last: string): void }>();
  before(async () => {
    gateway = await startTestGateway({
      waitTimes: { ...WAIT_TIMES, patience: 300 },
      policies: [
        {
          ...{ id: 'cards', name: 'No cards', severity: 'high', mode: 'active', control: 'download', action: 'block' },
          when: { content: { detectors: [{ kind: 'payment-card' }] } },
        },
      ],
      handler: (request, response) => {
        const name = /^\/slow\/([\w-]+)$/.exec(request.url ?? '')?.[1];
        if (name === undefined) {
          response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
          return;
        }
        asked.push(name);
        request.resume();
        response.writeHead(200, {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="${name}.bin"`,
          'content-length': SIZE,
        });
        response.write(LINE);
        let sent = LINE.length;
        const timer = setInterval(() => {
          response.write(LINE);
          sent += LINE.length;
        }, 200);
        response.once('close', () => clearInterval(timer));
        open.set(name, {
          response,
          end(last) {
            clearInterval(timer);
            response.end(last.padEnd(SIZE - sent, ' '));
          },
        });
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    browser = await launchChromium();
  });
  after(async () => {
    for (const { response } of open.values()) response.destroy();
    await browser?.close();
    await gateway?.close();
  });

  async function clicked(id: string): Promise<Page> {
    const page = await browser.context.newPage();
    await page.goto(`${wiki}/`);
    const field = page.locator('input[name=username]');
    await field.or(page.locator('#app')).first().waitFor();
    if (await field.count()) await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.click(`#${id}`);
    await page.waitForURL(/\/sallyport\/held\?id=/);
    assert.equal(await page.textContent('h1'), 'Your file is being checked');
    return page;
  }
  /** The page's own policy lets nothing evaluate a text there, so that it is asked from outside. */
  async function until(page: Page, expression: string): Promise<void> {
    for (let turn = 0; turn < 4800; turn++) {
      if (await page.evaluate(expression)) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    assert.fail(expression);
  }

  for (const [id, how] of [
    ['clean', 'a link'],
    ['made', 'a form'],
  ] as const)
    test(`its user sees how far it is, and it comes by itself: ${how}`, async () => {
      const page = await clicked(id);
      const first = await page.evaluate("document.getElementById('bar').value");
      await until(page, `document.getElementById('bar').value > ${first}`);
      assert.equal(await page.evaluate("document.getElementById('bar').max"), SIZE);
      assert.match((await page.textContent('#said')) ?? '', /^\d\.\d MB of 4\.0 MB$/);
      if (process.env['HELD_SHOT']) await page.screenshot({ path: process.env['HELD_SHOT'] });
      const [download] = await Promise.all([page.waitForEvent('download'), open.get(id)?.end('the end')]);
      assert.equal(download.suggestedFilename(), `${id}.bin`);
      const text = readFileSync(await download.path(), 'utf8');
      assert.equal(text.length, SIZE);
      assert.ok(text.trimEnd().endsWith('the end'));
      await page.waitForSelector('h1:text-is("Your file was checked")');
      assert.equal(asked.filter((name) => name === id).length, 1);
      await page.close();
    });

  test('the block page comes in its place', async () => {
    const page = await clicked('secret');
    const downloads: string[] = [];
    page.on('download', (download) => downloads.push(download.suggestedFilename()));
    open.get('secret')?.end(CARD);
    await page.waitForURL(/\/sallyport\/held-file\?id=/);
    assert.equal(await page.textContent('h1'), 'Download blocked');
    assert.deepEqual(downloads, []);
    await page.close();
  });

  test('it can be given up', async () => {
    const page = await clicked('given-up');
    await page.click('button[type=submit]');
    await page.waitForSelector('#app');
    await page.close();
  });
});
