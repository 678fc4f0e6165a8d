import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSqliteRecordStore } from '../../../src/identity/sqlite-record-store.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { signOut } from '../../support/sign-out.ts';
import { startTestGateway, type TestGateway, USERS } from '../../support/test-gateway.ts';

const IDLE = 600_000;
const AGAIN = '/.well-known/sallyport/again';

describe('an app with a sign-in of its own, when a session of the gateway was not used for too long', () => {
  let gateway: TestGateway;
  let wiki: string;
  let provider: string;
  let ahead = 0;
  let [saved, sids]: [string[], number] = [[], 0];
  before(async () => {
    gateway = await startTestGateway({
      now: () => Date.now() + ahead,
      change: (config) => ({ ...config, sessions: { idle: IDLE, absolute: 60 * IDLE } }),
      handler: (request, response) => {
        const sid = /sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
        if (request.url === '/in')
          return void response.writeHead(200, { 'set-cookie': `sid=s${++sids}; HttpOnly; Secure; Path=/` }).end('in');
        if (request.url === '/login') return void response.end('please sign in');
        if (sid === undefined) return void response.writeHead(302, { location: '/login' }).end();
        if (request.method !== 'POST') return void response.end(`known as ${sid}`);
        let body = '';
        request.on('data', (piece: Buffer) => (body += piece.toString()));
        request.on('end', () => {
          saved.push(`${sid} ${body}`);
          response.end('saved');
        });
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    provider = (await gateway.client().navigate(`${wiki}/`)).url;
  });
  after(() => gateway?.close());

  /** In the app, whose cookies the gateway has put away. */
  async function inApp(): Promise<BrowserClient> {
    saved = [];
    const records = openSqliteRecordStore(
      join(gateway.directory, 'state', 'sessions.sqlite'),
      () => Date.now() + ahead,
    );
    const jars = async (): Promise<number> =>
      (await records.keys('attachment', '')).filter((key) => key.endsWith('/jar/wiki')).length;
    const browser = await gateway.signedIn('alice');
    const before = await jars();
    await browser.send(`${wiki}/in`);
    for (let look = 0; look < 5000 && (await jars()) === before; look++)
      await new Promise((next) => setTimeout(next, 20));
    await records.close();
    assert.equal(await told(browser), `known as s${sids}`);
    return browser;
  }
  /** The same, and the session of the gateway gone by time. */
  async function lapsed(): Promise<BrowserClient> {
    const browser = await inApp();
    ahead += IDLE + 1000;
    return browser;
  }
  const told = async (browser: BrowserClient): Promise<string> => (await browser.send(`${wiki}/page`)).body.toString();
  const save = (browser: BrowserClient) =>
    browser.send(`${wiki}/save`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        'sec-fetch-site': 'same-origin',
        origin: wiki,
      },
      body: 'text=typed',
    });
  async function signInAgain(browser: BrowserClient, username: string): Promise<void> {
    // At the provider too somebody else can only come in once the first is out.
    for (const { domain, path, key } of browser.jar.getCookiesSync(provider))
      await browser.jar.store.removeCookie(domain ?? '', path ?? '/', key);
    const form = await browser.navigate(`${wiki}${AGAIN}`);
    assert.equal(new URL(form.url).origin, new URL(provider).origin);
    const page = await browser.signIn(form, username, USERS.find((user) => user.username === username)?.password ?? '');
    assert.equal(page.url, `${wiki}${AGAIN}`);
  }

  test('knows its user again after one sign-in, and the form that was held arrives', async () => {
    const browser = await lapsed();
    assert.equal((await save(browser)).status, 401);
    await signInAgain(browser, 'alice');
    assert.equal((await save(browser)).body.toString(), 'saved');
    assert.deepEqual(saved, [`s${sids} text=typed`]);
  });

  test('attack: whoever else signs in in that browser is not known by it, then or later', async () => {
    const browser = await lapsed();
    await signInAgain(browser, 'bob');
    assert.equal((await save(browser)).headers.location, '/login');
    assert.deepEqual(saved, []);
    await signOut(browser, wiki);
    await signInAgain(browser, 'alice');
    assert.equal((await save(browser)).headers.location, '/login');
  });

  test('attack: the same user in another browser is not known by it', async () => {
    await lapsed();
    const other = await gateway.signedIn('alice');
    assert.equal((await save(other)).headers.location, '/login');
  });

  test('what somebody ended stays ended', async () => {
    const browser = await inApp();
    await signOut(browser, wiki);
    await signInAgain(browser, 'alice');
    assert.equal((await save(browser)).headers.location, '/login');
  });
});
