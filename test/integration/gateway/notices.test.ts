import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway, USERS } from '../../support/test-gateway.ts';

const DAY = 86_400_000;

describe('the notice before an app is entered', () => {
  let gateway: TestGateway;
  let now = Date.UTC(2026, 2, 2, 9);
  const got: string[] = [];
  before(async () => {
    gateway = await startTestGateway({
      now: () => now,
      handler: (request, response) => {
        const pieces: Buffer[] = [];
        request.on('data', (piece: Buffer) => pieces.push(piece));
        request.on('end', () => {
          got.push(`${request.method} ${request.headers.host}${request.url} ${Buffer.concat(pieces)}`);
          response.writeHead(200, { 'content-type': 'text/html' }).end('<p>the app');
        });
      },
      change: (config) => ({ ...config, notice: {}, sessions: { idle: 30 * DAY, absolute: 30 * DAY } }),
    });
  });
  after(() => gateway.close());

  const wiki = (path: string): string => gateway.suffix('wiki.corp.test') + path;
  const mail = (path: string): string => gateway.suffix('mail.partner.test') + path;
  /** Signs in on the way to `url`; ends at the notice. */
  async function signIn(browser: BrowserClient, url: string, user = 'alice'): Promise<Answer> {
    const page = await browser.navigate(url);
    return browser.signIn(page, user, USERS.find(({ username }) => username === user)?.password ?? '');
  }
  const press = (
    browser: BrowserClient,
    notice: Answer,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    browser.send(notice.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(notice.url).origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
    });
  const isNotice = (answer: Answer): boolean => /Access to \w+ is monitored/.test(answer.body.toString());

  test('comes before the first page, says what is, and leads on to what was asked for', async () => {
    got.length = 0;
    const browser = gateway.client();
    const notice = await signIn(browser, wiki('/page?q=secret'));
    assert.ok(isNotice(notice), notice.body.toString());
    assert.match(notice.url, /^https:\/\/login\.mcas\.localhost/);
    assert.doesNotMatch(notice.url + notice.body, /secret|page\?/, 'no address tells of another');
    assert.match(notice.body.toString(), /Continue to Wiki/);
    assert.match(String(notice.headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
    assert.deepEqual(got, [], 'the app was not asked');
    const gone = await press(browser, notice, 'fragment=%23part-2');
    assert.equal(gone.status, 303);
    assert.equal(gone.headers.location, `${wiki('/page?q=secret')}#part-2`);
    assert.equal((await browser.navigate(wiki('/page?q=secret'))).body.toString().includes('the app'), true);
    assert.deepEqual(got, ['GET wiki.corp.test/page?q=secret ']);
    assert.ok(!isNotice(await browser.navigate(wiki('/other'))), 'once a session');
    assert.ok(isNotice(await browser.navigate(mail('/'))), 'but for each app');
  });

  test('never stops what a page loads, what a script asks for, or a form that is sent', async () => {
    const browser = gateway.client();
    await signIn(browser, wiki('/'));
    got.length = 0;
    const asked = (headers: Record<string, string>, method = 'GET', body = '') =>
      browser.send(wiki('/x'), {
        method,
        headers: { 'sec-fetch-site': 'same-origin', ...headers },
        ...(body === '' ? {} : { body }),
      });
    await asked({ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' });
    await asked({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' });
    await asked({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await asked(
      { ...form, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      'POST',
      'text=kept',
    );
    assert.equal(posted.status, 200);
    assert.deepEqual(
      got.map((line) => line.split(' ')[0]),
      ['GET', 'GET', 'GET', 'POST'],
    );
    assert.match(got[3] ?? '', /text=kept$/);
    assert.ok(isNotice(await browser.navigate(wiki('/x'))), 'the next page has it');
  });

  test('hidden for a week, it is hidden for every app and every session of this user in this browser, then comes back', async () => {
    const browser = gateway.client();
    const notice = await signIn(browser, wiki('/'));
    const gone = await press(browser, notice, 'fragment=&hide=week');
    assert.match(
      String(gone.headers['set-cookie']),
      /^__Host-sallyport-notice-[\w-]{8}=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800$/,
    );
    assert.match((await browser.navigate(mail('/letters'))).body.toString(), /the app/, 'not for the other app');
    now += 6 * DAY;
    const fresh = gateway.client();
    fresh.jar.setCookieSync(String(gone.headers['set-cookie']), notice.url);
    assert.match((await signIn(fresh, wiki('/again'))).body.toString(), /the app/, 'not in another session');
    const other = gateway.client();
    other.jar.setCookieSync(String(gone.headers['set-cookie']), notice.url);
    assert.ok(isNotice(await signIn(other, wiki('/'), 'bob')), 'another user of the browser has not hidden it');
    assert.ok(isNotice(await signIn(gateway.client(), wiki('/'))), 'another browser has not either');
    now += 1.1 * DAY;
    const later = gateway.client();
    later.jar.setCookieSync(String(gone.headers['set-cookie']), notice.url);
    assert.ok(isNotice(await signIn(later, wiki('/'))), 'the week is over');
  });

  test('is answered by its own page alone, and its link is of no use to others', async () => {
    const browser = gateway.client();
    const notice = await signIn(browser, wiki('/?q=secret'));
    for (const headers of [{ origin: wiki('') }, { origin: 'null' }, { 'sec-fetch-site': 'same-site' }]) {
      const refused = await press(browser, notice, 'hide=week', headers as Record<string, string>);
      assert.equal(refused.status, 403);
    }
    assert.ok(isNotice(await browser.navigate(wiki('/?q=secret'))), 'nothing came of that');
    for (const thief of [gateway.client(), await gateway.signedIn('bob')]) {
      const stolen = await thief.send(notice.url);
      assert.equal(stolen.status, 400);
      assert.doesNotMatch(JSON.stringify(stolen.headers) + stolen.body, /secret/);
      assert.equal((await press(thief, notice, '')).status, 400);
    }
    const bad = await browser.send(notice.url.replace(/id=.*/, 'id=x'));
    assert.equal(bad.status, 400);
  });

  test('leads nowhere else, whatever the form says', async () => {
    for (const fragment of ['#a\r\nset-cookie: x=1', '//evil.test', '@evil.test', `#${'x'.repeat(5000)}`, '#ü']) {
      const browser = gateway.client();
      const notice = await signIn(browser, wiki('/'));
      const gone = await press(browser, notice, new URLSearchParams({ fragment }).toString());
      assert.equal(gone.headers.location, wiki('/'), fragment);
    }
  });

  test('a very large form is refused', async () => {
    const browser = gateway.client();
    const notice = await signIn(browser, wiki('/'));
    assert.equal((await press(browser, notice, `hide=${'x'.repeat(20_000)}`)).status, 400);
  });

  for (const [language, heading] of [
    ['de-AT,de;q=0.9,en;q=0.1', 'Der Zugriff auf Wiki wird überwacht'],
    ['fr', 'L’accès à Wiki est surveillé'],
    ['pt, es;q=0.5', 'El acceso a Wiki está supervisado'],
    ['ja-JP', 'Wiki へのアクセスは監視されています'],
    ['xx, *', 'Access to Wiki is monitored'],
  ] as const)
    test(`in the language of the browser: ${language}`, async () => {
      const browser = gateway.client();
      const notice = await signIn(browser, wiki('/'));
      const said = await browser.send(notice.url, { headers: { 'accept-language': language } });
      assert.match(
        said.body.toString(),
        new RegExp(`<html lang="${/[a-z]{2}(?=-|$|;|,)/.exec(language.replace(/^(pt|xx), /, ''))?.[0] ?? 'en'}">`),
      );
      assert.ok(said.body.toString().includes(`<h1>${heading}</h1>`), said.body.toString());
    });
});

describe('a notice of one’s own', () => {
  test('shows the heading, the text and the logo of the configuration, escaped', async () => {
    const logo = 'data:image/png;base64,iVBORw0KGgo=';
    const gateway = await startTestGateway({
      handler: (_, response) => response.end('ok'),
      change: (config) => ({
        ...config,
        notice: {
          title: '<Watch> {app}',
          message: readMessage('Be **kind**.\n[Rules](https://corp.test/rules)', logo),
        },
      }),
    });
    try {
      const page = (
        await gateway.signedIn('alice').then((browser) => browser.navigate(`${gateway.suffix('wiki.corp.test')}/`))
      ).body.toString();
      assert.match(page, /<h1>&lt;Watch&gt; Wiki<\/h1>/);
      assert.match(page, /<strong>kind<\/strong>/);
      assert.match(page, /<a href="https:\/\/corp\.test\/rules"/);
      assert.ok(page.includes(`src="${logo}"`));
    } finally {
      await gateway.close();
    }
  });

  test('without one, users go straight in', async () => {
    const gateway = await startTestGateway({ handler: (_, response) => response.end('ok') });
    try {
      const browser = await gateway.signedIn('alice');
      assert.equal((await browser.navigate(`${gateway.suffix('wiki.corp.test')}/`)).body.toString(), 'ok');
    } finally {
      await gateway.close();
    }
  });
});
