import assert from 'node:assert/strict';
import { connect as connectHttp2 } from 'node:http2';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const PATH = '/.well-known/sallyport';
const SUFFIX = 'mcas.localhost';
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };
const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' };

describe('an app of the attacker beside another under one suffix', () => {
  let gateway: TestGateway;
  let wiki: string;
  let evil: string;
  /** What the attacker’s app answers. */
  let answer: Record<string, string | string[]> = {};
  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        if (request.headers.host === 'mail.partner.test') response.setHeaders(new Map(Object.entries(answer)));
        else if (request.url === '/set')
          response.setHeader('set-cookie', [
            'strict=1; SameSite=Strict; Secure; Path=/',
            'lax=1; SameSite=Lax; Secure; Path=/',
            'none=1; SameSite=None; Secure; Path=/',
            'odd="a b"%20=x; Secure; Path=/; SameSite=None',
          ]);
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        response.end(request.method === 'HEAD' ? undefined : `<!doctype html><p>${request.url}`);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    evil = gateway.suffix('mail.partner.test');
  });
  after(() => gateway?.close());

  const seen = (url: string) => gateway.origin.seen.findLast((each) => each.url === url);
  const signedIn = async (): Promise<BrowserClient> => {
    const browser = await gateway.signedIn('alice');
    await browser.navigate(`${evil}/`);
    return browser;
  };
  const isAlive = async (browser: BrowserClient): Promise<boolean> =>
    (await browser.send(`${wiki}/alive`, { headers: { ...SCRIPT, 'sec-fetch-site': 'same-origin' } })).status === 200;

  test('SESS-01: a cookie for more than the app’s own hosts reaches no other app', async () => {
    const browser = await signedIn();
    const domains = [
      SUFFIX,
      `.${SUFFIX}`,
      `.partner.test.${SUFFIX}`,
      `mail.partner.test.${SUFFIX}`,
      'test',
      '.test',
      'partner.test',
      'mail.partner.test',
      'localhost',
      'corp.test',
      'wiki.corp.test',
    ];
    answer = {
      'set-cookie': domains.flatMap((domain, at) => [
        `tossed${at}=1; Domain=${domain}`,
        `tossed${at}h=1; Domain=${domain}; Secure; HttpOnly; Path=/`,
        `__Host-sallyport-session=evil; Domain=${domain}`,
      ]),
    };
    const got = await browser.send(`${evil}/toss`);
    answer = {};
    for (const text of [got.headers['set-cookie'] ?? []].flat()) {
      const domain = /;\s*domain=\.?([^;]*)/i.exec(text)?.[1]?.toLowerCase();
      assert.ok(
        domain === undefined || domain === `partner.test.${SUFFIX}` || domain === `mail.partner.test.${SUFFIX}`,
        text,
      );
      assert.doesNotMatch(text, /^__Host-sallyport/, text);
    }
    await browser.send(`${wiki}/after-toss`);
    assert.doesNotMatch(browser.jar.getCookieStringSync(`${wiki}/`), /tossed/);
    assert.doesNotMatch(String(seen('/after-toss')?.headers.cookie), /tossed|evil/);
    assert.ok(await isAlive(browser));
  });

  test('SESS-05: a name that only resembles authenticates nobody, and one that comes twice neither', async () => {
    const browser = await signedIn();
    const cookie = browser.jar.getCookieStringSync(`${wiki}/`);
    const value = /__Host-sallyport-session=([\w-]+)/.exec(cookie)?.[1] ?? '';
    assert.notEqual(value, '');
    const ask = (header: string) => gateway.client().send(`${wiki}/who`, { headers: { ...SCRIPT, cookie: header } });
    assert.equal((await ask(`__Host-sallyport-session=${value}`)).status, 200);
    for (const header of [
      `=__Host-sallyport-session=${value}`,
      `__host-sallyport-session=${value}`,
      `__HOST-SALLYPORT-SESSION=${value}`,
      `__Host-sallyport-session=${value}; __Host-sallyport-session=other`,
      `__Host-sallyport-session=${value}; __Host-sallyport-session=${value}`,
      `$Version=1; __Host-sallyport-session="${value}"; $Path="/"`,
      `__Ho%73t-sallyport-session=${value}`,
      `\u00e2\u0080\u0080__Host-sallyport-session=${value}`,
      `\u00a0__Host-sallyport-session=${value}`,
      `\u0085__Host-sallyport-session=${value}`,
      `__Host-sallyport-session =${value}`,
      `__Host-sallyport-session="${value}"`,
      `__Host-sallyport-session=${value}x`,
      `a=b, __Host-sallyport-session=${value}`,
    ])
      assert.equal((await ask(header)).status, 401, JSON.stringify(header));
  });

  test('SESS-07: no app sees a cookie of the gateway, however the field is cut; its own arrive as they are', async () => {
    const browser = await signedIn();
    await browser.send(`${wiki}/set`);
    const { hostname, port, host } = new URL(wiki);
    const cookies = browser.jar.getCookieStringSync(`${wiki}/`).split('; ');
    const plain = await browser.send(`${wiki}/one-field`);
    assert.equal(plain.status, 200);
    const raw = await new Promise<string>((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        port: Number(port),
        servername: hostname,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
      });
      let text = '';
      socket.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      socket.on('error', reject).on('close', () => resolve(text));
      socket.write(
        `GET /two-fields HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\n${cookies.map((each) => `Cookie: ${each}\r\n`).join('')}\r\n`,
      );
    });
    assert.match(raw, /^HTTP\/1\.1 200/);
    const session = connectHttp2(wiki, {
      createConnection: () =>
        connect({
          host: '127.0.0.1',
          port: Number(port),
          servername: hostname,
          rejectUnauthorized: false,
          ALPNProtocols: ['h2'],
        }),
    });
    const status = await new Promise((resolve, reject) => {
      const stream = session.request({
        ':path': '/crumbs',
        cookie: cookies,
        'sec-fetch-dest': 'empty',
        'sec-fetch-mode': 'cors',
      } as never);
      stream.on('response', (headers) => resolve(headers[':status']));
      stream.on('error', reject).resume().end();
    });
    session.close();
    assert.equal(status, 200);
    for (const path of ['/one-field', '/two-fields', '/crumbs']) {
      const received = seen(path);
      assert.doesNotMatch(JSON.stringify(received?.rawHeaders), /sallyport/i, path);
      assert.ok(received?.headers.cookie?.includes('odd="a b"%20=x'), path);
      assert.ok(received?.headers.cookie?.includes('none=1'), path);
    }
  });

  test('SESS-11: no other site, and no sibling app, makes the gateway do anything', async () => {
    const browser = await signedIn();
    const posts = ['sign-out', 'report', 'escape', 'confirm', 'callback', 'enter', 'join', 'device', 'anything'];
    const strangers = [
      { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
      { origin: evil, 'sec-fetch-site': 'same-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: `${wiki}.evil.test`, 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: wiki.replace('https:', 'http:'), 'sec-fetch-site': 'cross-site' },
    ];
    const before = gateway.origin.seen.length;
    for (const base of [wiki, `https://login.${SUFFIX}:${gateway.port}`])
      for (const end of posts)
        for (const from of strangers)
          for (const kind of [NAVIGATION, { ...SCRIPT, 'sec-fetch-mode': 'no-cors' }]) {
            const headers = { ...kind, ...from, 'content-type': 'application/x-www-form-urlencoded' };
            const got = await browser.send(`${base}${PATH}/${end}`, { method: 'POST', headers, body: 'a=1' });
            assert.ok(got.status >= 400 && got.status < 500, `${end} from ${from.origin}: ${got.status}`);
            assert.equal(got.headers['access-control-allow-origin'], undefined);
          }
    assert.equal(gateway.origin.seen.length, before);
    assert.ok(await isAlive(browser));
  });

  test('SESS-13: the gateway’s own paths are its own on every host, whatever an app serves there', async () => {
    const browser = await signedIn();
    answer = { 'service-worker-allowed': '/' };
    const before = gateway.origin.seen.length;
    for (const path of ['sign-out', 'runtime.js', 'worker.js', 'sw.js', '', 'x/../sw.js', '%73ign-out', 'report'])
      for (const method of ['GET', 'HEAD', 'POST', 'PUT'])
        for (const headers of [
          NAVIGATION,
          { ...SCRIPT, 'service-worker': 'script', 'sec-fetch-dest': 'serviceworker' },
        ]) {
          const url = `${evil}${PATH}/${path}`;
          const got = await browser.send(url, { method, headers });
          assert.equal(got.headers['service-worker-allowed'], undefined, path);
        }
    answer = {};
    const reached = gateway.origin.seen.slice(before).map(({ url }) => url);
    assert.deepEqual(reached, []);
    assert.ok(await isAlive(browser));
  });

  test('SESS-15: apps that were of other sites stay so, though one suffix makes them one site to the browser', async () => {
    const browser = await signedIn();
    await browser.send(`${wiki}/set`);
    const ask = async (path: string, method: string, headers: Record<string, string>): Promise<readonly string[]> => {
      await browser.send(`${wiki}${path}`, { method, headers, ...(method === 'POST' ? { body: 'a=1' } : {}) });
      return ['strict', 'lax', 'none'].filter((name) => seen(path)?.headers.cookie?.includes(`${name}=1`));
    };
    const from = (origin: string, site: string) => ({ origin, referer: `${origin}/`, 'sec-fetch-site': site });
    for (const [name, method, headers, expected] of [
      [
        'a frame of the other app',
        'GET',
        { ...NAVIGATION, 'sec-fetch-dest': 'iframe', referer: `${evil}/`, 'sec-fetch-site': 'same-site' },
        ['none'],
      ],
      ['its form', 'POST', { ...NAVIGATION, ...from(evil, 'same-site') }, ['none']],
      ['its script', 'GET', { ...SCRIPT, ...from(evil, 'same-site') }, ['none']],
      [
        'its picture',
        'GET',
        { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image', referer: `${evil}/`, 'sec-fetch-site': 'same-site' },
        ['none'],
      ],
      [
        'its link',
        'GET',
        { ...NAVIGATION, referer: `${evil}/`, 'sec-fetch-site': 'same-site', 'sec-fetch-user': '?1' },
        ['lax', 'none'],
      ],
      [
        'one that hides where it is from',
        'POST',
        { ...NAVIGATION, origin: 'null', 'sec-fetch-site': 'same-site' },
        ['none'],
      ],
      ['a page of the app itself', 'POST', { ...NAVIGATION, ...from(wiki, 'same-origin') }, ['strict', 'lax', 'none']],
      [
        'its sibling host',
        'GET',
        { ...SCRIPT, ...from(gateway.suffix('static.corp.test'), 'same-site') },
        ['strict', 'lax', 'none'],
      ],
    ] as const)
      assert.deepEqual(await ask(`/${encodeURIComponent(name)}`, method, headers as never), expected, name);
  });

  test('SESS-21: cookies that somebody has tossed are cleared with the refusal of the request that is too large', async () => {
    const { hostname, port, host } = new URL(wiki);
    const bombs = Array.from({ length: 150 }, (_, at) => `bomb${at}=${'x'.repeat(4000)}`);
    const secure = (ALPNProtocols: string[]) =>
      connect({
        host: '127.0.0.1',
        port: Number(port),
        servername: hostname,
        rejectUnauthorized: false,
        ALPNProtocols,
      });
    const first = await new Promise<string>((resolve) => {
      const socket = secure(['http/1.1']);
      let text = '';
      socket.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      socket.on('error', () => resolve(text)).on('close', () => resolve(text));
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${bombs.join('; ')}\r\n\r\n`);
    });
    assert.match(first, /^HTTP\/1\.1 431 [\s\S]*clear-site-data: "cookies"/i);
    const session = connectHttp2(wiki, {
      createConnection: () => secure(['h2']),
      maxSendHeaderBlockLength: 2_000_000,
    } as never);
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const stream = session.request({ ':path': '/', cookie: bombs.slice(0, 30) } as never);
      stream.on('response', resolve).on('error', reject).resume().end();
    });
    session.close();
    assert.equal(headers[':status'], 431);
    assert.equal(headers['clear-site-data'], '"cookies"');
    assert.equal(headers['cache-control'], 'no-store');
  });
});
