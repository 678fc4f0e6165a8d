import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSqliteRecordStore } from '../../src/identity/sqlite-record-store.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, type TestGateway, USERS } from '../support/test-gateway.ts';

const PAGE = `<!doctype html><title>Edit</title><form method="post" action="/save"><textarea name="text" id="text"></textarea>
<input name="submit" value="a field called submit"><input type="hidden" name="lines" value=""><button id="go">Save</button></form>
<script>document.querySelector('[name=lines]').value = 'one\\ntwo'; window.ask = () => fetch('/data').then((r) => r.text().then((t) => r.status + ' ' + t))</script>`;

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 2400 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  return condition();
}

describe('an open page whose session ends, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  let posted: string[] = [];
  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        if (request.url === '/data') return void response.end('the data');
        if (request.method !== 'POST')
          return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
        const pieces: Buffer[] = [];
        request.on('data', (piece: Buffer) => pieces.push(piece));
        request.on('end', () => {
          posted.push(Buffer.concat(pieces).toString());
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

  async function typed(): Promise<Page> {
    posted = [];
    await browser.context.clearCookies();
    const page = await browser.context.newPage();
    await page.goto(`${wiki}/edit`);
    await sendSignIn(page, {
      username: 'alice',
      password: USERS.find((user) => user.username === 'alice')?.password ?? '',
    });
    await page.waitForSelector('#text');
    await page.fill('#text', 'What I have typed for an hour: café & <more>');
    return page;
  }
  async function endSessions(): Promise<void> {
    const records = openSqliteRecordStore(join(gateway.directory, 'state', 'sessions.sqlite'), Date.now);
    for (const id of await records.keys('session', '')) await records.remove('session', id);
    await records.close();
  }

  test('a form that is sent is kept, and arrives whole once its user has signed in by one click', async () => {
    const page = await typed();
    await endSessions();
    await page.click('#go');
    await page.waitForSelector('text=it is not lost');
    assert.deepEqual(posted, []);
    const [signIn] = await Promise.all([browser.context.waitForEvent('page'), page.click('text=Sign in and send')]);
    await page.waitForSelector('text=saved');
    assert.equal(posted.length, 1);
    const fields = new URLSearchParams(posted[0]);
    assert.equal(fields.get('text'), 'What I have typed for an hour: café & <more>');
    assert.equal(fields.get('lines'), 'one\r\ntwo');
    assert.equal(fields.get('submit'), 'a field called submit');
    await signIn.waitForSelector('text=Close this window');
    await signIn.close();
    await page.close();
  });

  test('a page that only asks by script says so, stays as it is, and goes on after a sign-in in another window', async () => {
    const page = await typed();
    await endSessions();
    assert.match((await page.evaluate('ask()')) as string, /^401 .*sign_in_required/);
    // The notice is in a closed shadow root at the end of the page: its link stands before its button to close.
    await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
    await page.focus('#go');
    await page.keyboard.press('Tab');
    const [signIn] = await Promise.all([browser.context.waitForEvent('page'), page.keyboard.press('Enter')]);
    await signIn.waitForSelector('text=Close this window');
    assert.equal(await page.evaluate('ask()'), '200 the data');
    assert.equal(await page.inputValue('#text'), 'What I have typed for an hour: café & <more>');
    await signIn.close();
    await page.close();
  });

  test('a page that asks for nothing says so within a minute, and once', async () => {
    const page = await typed();
    const asked: number[] = [];
    page.on('response', (answer) => {
      if (answer.url().endsWith('/standing')) asked.push(answer.status());
    });
    // Its minute is shorter here.
    await page.addInitScript(
      'const { timeout } = AbortSignal; AbortSignal.timeout = (all) => timeout.call(AbortSignal, all / 100)',
    );
    await page.reload();
    assert.ok(await until(() => asked.length > 0));
    assert.ok(await until(() => asked.length > 2));
    assert.deepEqual(new Set(asked), new Set([204]));
    await endSessions();
    assert.ok(await until(() => asked.includes(401)));
    await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
    await page.locator('#go').focus();
    await page.keyboard.press('Tab');
    const [signIn] = await Promise.all([browser.context.waitForEvent('page'), page.keyboard.press('Enter')]);
    await signIn.waitForSelector('text=Close this window');
    await signIn.close();
    const before = asked.length;
    assert.ok(await until(() => asked.slice(before).includes(204)));
    assert.deepEqual(
      await page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /sallyport/.test(name))",
      ),
      [],
    );
    await page.close();
  });
});
