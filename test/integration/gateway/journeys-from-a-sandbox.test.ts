import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { assertRefused, type PartsGateway, startPartsGateway } from '../../support/parts-gateway.ts';
import { signOut } from '../../support/sign-out.ts';
import { writtenRow } from '../../support/written-row.ts';

/** What a browser says of what a document of no origin opens. */
const OPENED = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'cross-site',
  accept: 'text/html',
};
const KEPT = ['n=1; Secure; SameSite=None', 'l=1; Secure; SameSite=Lax', 's=1; Secure; SameSite=Strict'];

describe('what a document in a sandbox opens', () => {
  let app: PartsGateway;
  let grant = '';
  /** The cookies of alice's that a browser sends with it: those for any site. */
  let cookie = '';
  before(async () => {
    app = await startPartsGateway({
      page: () => '<!doctype html><p>secret</p><img src="i.png"><iframe src="in.html"></iframe><a href="/next">l</a>',
      sheet: '',
      fields: (path) => ({
        'set-cookie': KEPT,
        ...(path === '/boxed' ? { 'content-security-policy': 'sandbox allow-scripts' } : {}),
        ...(path === '/moved' ? { location: '/next' } : {}),
        ...(path === '/away' ? { location: 'https://mail.partner.test/' } : {}),
      }),
    });
    const page = await app.alice.navigate(`${app.wiki}/boxed`);
    [, grant = ''] = /sallyport-as=(opaque\.[\w.-]+)/.exec(page.body.toString()) ?? [];
    cookie = sentAnywhere(app.alice, app.wiki);
  });
  after(() => app?.close());
  beforeEach(() => app.got.splice(0));

  const sentAnywhere = ({ jar }: BrowserClient, url: string): string =>
    jar
      .getCookiesSync(url)
      .filter(({ key, sameSite }) => sameSite === 'none' && key.startsWith('__Host-'))
      .map(({ key, value }) => `${key}=${value}`)
      .join('; ');

  interface Asked {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly by?: string;
    readonly from?: string;
  }
  function opened(
    target: string,
    destination: string,
    { method = 'GET', headers = {}, by = cookie, from }: Asked = {},
  ) {
    const client = app.gateway.client();
    client.from = from;
    const fields = { ...OPENED, 'sec-fetch-dest': destination, ...(by === '' ? {} : { cookie: by }), ...headers };
    return client.send(target, { method, headers: fields });
  }
  const marked = (path: string, host = app.wiki): string => `${host}${path}?sallyport-as=${grant}`;

  test('one cookie of the gateway goes with what any site sends, and it is the session of its host', () => {
    assert.match(cookie, /^__Host-sallyport-opaque=[\w-]+$/);
    assert.notEqual(grant, '');
  });

  test('a page comes by that cookie and a grant, and the app gets its own cookies for any site', async () => {
    for (const [destination, method] of [
      ['iframe', 'GET'],
      ['frame', 'GET'],
      ['object', 'GET'],
      ['iframe', 'POST'],
      ['document', 'POST'],
    ] as const) {
      const answer = await opened(marked('/next'), destination, { method, headers: { origin: 'null' } });
      assert.equal(answer.status, 200, `${method} ${destination}`);
      assert.match(answer.body.toString(), /secret/);
      const { path, headers } = app.got.at(-1)!;
      assert.equal(path, '/next');
      assert.equal(headers.cookie, 'n=1');
      assert.equal(headers['sec-fetch-site'], 'cross-site');
      assert.equal(headers.origin, 'null');
      assert.equal(headers.referer, undefined);
    }
    assert.equal((await opened(marked('/file.bin'), 'iframe')).status, 200);
    const row = await writtenRow(app.gateway.directory, ({ type }) => type === 'download');
    assert.deepEqual([row.user, row.appId], ['alice', 'wiki']);
    const framed = (await opened(marked('/next'), 'iframe')).body.toString();
    assert.match(framed, /<img src="i\.png\?sallyport-as=opaque\./, 'it is in the sandbox too');
    assert.match(framed, /<iframe src="in\.html\?sallyport-as=opaque\./);
    assert.match(framed, /<a href="\/next">/);
    const inPath = await opened(`${app.wiki}/sallyport-as=${grant}/next?a=1`, 'iframe');
    assert.equal(inPath.status, 200, 'a form writes its own query');
    assert.equal(app.got.at(-1)?.path, '/next?a=1');
  });

  test('a redirect keeps the grant within the app and gives it to nobody else', async () => {
    assert.equal((await opened(marked('/moved'), 'iframe')).headers['location'], `/next?sallyport-as=${grant}`);
    assert.doesNotMatch(String((await opened(marked('/away'), 'iframe')).headers['location']), /sallyport-as/);
  });

  test('a window of its own is led to the URL without the grant', async () => {
    const answer = await opened(marked('/next'), 'document');
    assert.equal(answer.status, 307);
    assert.equal(answer.headers['location'], `${app.wiki}/next`);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.deepEqual(app.got, []);
  });

  test('the cookie alone opens nothing, whoever makes the browser send it', async () => {
    const others = [
      `${app.wiki}/next`,
      `${app.wiki}/next?sallyport-as=sandbox`,
      marked('/next').replace('opaque.', 'part.'),
      marked('/next').replace('opaque.', 'module.'),
      marked('/next').replace(/.(?=.$)/, (last) => (last === 'A' ? 'B' : 'A')),
      `${app.wiki}/next?sallyport-as=${await grantOf('bob')}`,
    ];
    for (const url of others)
      for (const [destination, method] of [
        ['iframe', 'GET'],
        ['iframe', 'POST'],
        ['document', 'POST'],
        ['empty', 'GET'],
        ['image', 'GET'],
        ['script', 'GET'],
      ] as const)
        assertRefused(await opened(url, destination, { method }), `${method} ${destination} of ${url}`);
    assert.deepEqual(app.got, [], 'the app is not asked');
  });

  async function grantOf(name: string): Promise<string> {
    const browser = await app.gateway.signedIn(name);
    const page = (await browser.navigate(`${app.wiki}/boxed`)).body.toString();
    app.got.splice(0);
    return /sallyport-as=(opaque\.[\w.-]+)/.exec(page)![1]!;
  }

  test('with a grant it opens pages for documents without a name and nothing else', async () => {
    for (const [what, headers] of [
      ['another site', { origin: 'https://evil.test' }],
      ['another app', { origin: app.mail }],
      ['its referrer', { referer: 'https://evil.test/' }],
      ['that of another app', { referer: `${app.mail}/` }],
      ['the same site', { 'sec-fetch-site': 'same-site' }],
      ['the user', { 'sec-fetch-site': 'none' }],
      ['no metadata', { 'sec-fetch-site': '' }],
      ['script', { 'sec-fetch-mode': 'cors', origin: 'null' }],
      ['a part', { 'sec-fetch-mode': 'no-cors' }],
    ] as const)
      for (const method of ['GET', 'POST'])
        assertRefused(await opened(marked('/next'), 'iframe', { method, headers }), `${method} by ${what}`);
    for (const destination of ['empty', 'worker', 'fencedframe', 'webidentity', ''])
      assertRefused(await opened(marked('/next'), destination), destination);
    for (const method of ['PUT', 'DELETE', 'OPTIONS'])
      assertRefused(await opened(marked('/next'), 'iframe', { method }), method);
    assertRefused(await opened(marked('/next', app.mail), 'iframe'), 'another app');
    for (const route of ['report', 'verdict', 'standing', 'cookies', 'digests', 'sign-out', 'again'])
      for (const method of ['GET', 'POST'])
        assertRefused(
          await opened(marked(`/.well-known/sallyport/${route}`), 'iframe', { method }),
          `${method} the gateway's ${route}`,
        );
    assert.deepEqual(app.got, [], 'the app is not asked');
  });

  test('the cookie of one host opens no other, and one that comes twice none', async () => {
    assertRefused(await opened(marked('/next', app.cdn), 'document', { method: 'POST' }), 'a sibling');
    const doubled = `${cookie}; __Host-sallyport-opaque=x`;
    assertRefused(await opened(marked('/next'), 'document', { method: 'POST', by: doubled }), 'twice');
    const session = app.alice.jar.getCookiesSync(app.wiki).find(({ key }) => key === '__Host-sallyport-session')!;
    const asOpaque = `__Host-sallyport-opaque=${session.value}`;
    assertRefused(await opened(marked('/next'), 'document', { method: 'POST', by: asOpaque }), 'that of the session');
    const asSession = cookie.replace('opaque', 'session');
    assertRefused(await opened(`${app.wiki}/next`, 'document', { by: asSession }), 'under the name of the other');
    assertRefused(await opened(`${app.wiki}/next`, 'document', { by: cookie }), 'in place of the other');
  });

  const without = (more: Asked = {}): Asked => ({ by: '', ...more });

  test('a frame of a browser that keeps cookies from it is shown without any of the app', async () => {
    for (const host of [app.wiki, app.cdn])
      for (const destination of ['iframe', 'frame', 'object', 'embed']) {
        const answer = await opened(marked('/next', host), destination, without({ headers: { origin: 'null' } }));
        assert.equal(answer.status, 200, destination);
        assert.equal(answer.headers['set-cookie'], undefined);
        assert.equal(app.got.at(-1)?.headers.cookie, undefined);
        assert.match(answer.body.toString(), /<img src="i\.png\?sallyport-as=opaque\./);
      }
  });

  test('and only where its user was last seen, to look at', async () => {
    assertRefused(await opened(marked('/next'), 'iframe', without({ from: '127.0.0.2' })), 'another address');
    const agent = { 'user-agent': 'another browser' };
    assertRefused(await opened(marked('/next'), 'iframe', without({ headers: agent })), 'another browser');
    assertRefused(await opened(marked('/next'), 'iframe', without({ method: 'POST' })), 'POST');
    assertRefused(await opened(marked('/next'), 'document', without()), 'a window');
    assertRefused(await opened(marked('/next', app.mail), 'iframe', without()), 'another app');
    assertRefused(await opened(`${app.wiki}/next?sallyport-as=sandbox`, 'iframe', without()), 'a word');
    for (const headers of [
      { origin: 'https://evil.test' },
      { 'sec-fetch-site': 'same-site' },
      { referer: `${app.mail}/` },
    ])
      assertRefused(await opened(marked('/next'), 'iframe', without({ headers })), JSON.stringify(headers));
    assertRefused(await opened(marked('/.well-known/sallyport/standing'), 'iframe', without()), 'a route');
    assert.deepEqual(app.got, [], 'the app is not asked');
  });

  test('with the session all of it ends', async () => {
    const answers = (): Promise<Answer[]> =>
      Promise.all([opened(marked('/next'), 'iframe', without()), opened(marked('/next'), 'iframe')]);
    assert.deepEqual(
      (await answers()).map(({ status }) => status),
      [200, 200],
    );
    app.got.splice(0);
    await signOut(app.alice, app.wiki);
    for (const answer of await answers()) assertRefused(answer, 'after it');
    assert.deepEqual(app.got, [], 'the app is not asked');
  });
});
