import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const PAGE =
  '<!doctype html><link rel=stylesheet href="s.css"><img src="i.png"><script src="/a.js"></script><img src="https://static.corp.test/i.png"><a href="i.png">l</a><style>p{background:url(b.png)}</style>';
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  js: 'text/javascript',
  css: 'text/css',
  mp4: 'video/mp4',
  woff2: 'font/woff2',
  json: 'application/json',
  bin: 'application/octet-stream',
};
const POLICIES: Readonly<Record<string, string>> = {
  '/boxed': 'default-src *, script-src *; Sandbox allow-scripts; sandbox allow-same-origin',
  '/bare': 'sandbox',
  '/same': 'sandbox allow-scripts allow-same-origin; sandbox',
  '/away': 'sandbox',
};
/** What a browser says of what a document of no origin loads, without CORS and with it. */
const PART = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'cross-site', 'user-agent': 'test', accept: '*/*' };
const CORS = { ...PART, 'sec-fetch-mode': 'cors', origin: 'null' };

describe('a page in a sandbox without its origin', () => {
  let gateway: TestGateway;
  let wiki = '';
  let cdn = '';
  let mail = '';
  let alice: BrowserClient;
  let grant = '';
  const got: { path: string; headers: IncomingHttpHeaders }[] = [];

  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        const path = request.url ?? '';
        got.push({ path, headers: request.headers });
        const [, extension = ''] = /\.([a-z0-9]+)$/.exec(path) ?? [];
        const type = TYPES[extension];
        const policy = POLICIES[path];
        response
          .writeHead(200, {
            'content-type': type ?? 'text/html',
            'set-cookie': 'sid=kept; HttpOnly; Secure; SameSite=None; Domain=corp.test',
            ...(policy === undefined ? {} : { 'content-security-policy': policy }),
            ...(path === '/reported' ? { 'content-security-policy-report-only': 'sandbox' } : {}),
          })
          .end(
            type === undefined
              ? (path === '/away' ? '<base href="https://elsewhere.test/">' : '') + PAGE
              : extension === 'css'
                ? '@import "more.css";p{background:url(https://static.corp.test/b.png)}'
                : 'secret',
          );
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    cdn = gateway.suffix('static.corp.test');
    mail = gateway.suffix('mail.partner.test');
    alice = await gateway.signedIn('alice');
    await alice.navigate(`${cdn}/`);
  });
  after(() => gateway?.close());
  beforeEach(() => got.splice(0));

  const part = (url: string, destination: string, more: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    gateway.client().send(url, { method, headers: { ...PART, 'sec-fetch-dest': destination, ...more } });
  function refused(answer: Answer, what: string): void {
    assert.ok(answer.status >= 300, `${what}: ${answer.status}`);
    assert.doesNotMatch(answer.body.toString('latin1'), /secret/, what);
  }

  test('only such a page holds these grants, and no link in it does', async () => {
    for (const path of ['/plain', '/same', '/reported', '/plain?sallyport-as=opaque.2ag.x.y'])
      assert.doesNotMatch((await alice.navigate(wiki + path)).body.toString(), /sallyport-as=opaque/, path);
    for (const path of ['/bare', '/boxed']) {
      const page = (await alice.navigate(wiki + path)).body.toString();
      assert.match(page, /href="s\.css\?sallyport-as=opaque\./, path);
      assert.match(page, /<img src="i\.png\?sallyport-as=opaque\./, path);
      assert.match(page, /<script src="\/a\.js\?sallyport-as=opaque\./, path);
      assert.match(page, /<img src="https:[^"]*i\.png\?sallyport-as=opaque\./, path);
      assert.match(page, /url\(b\.png\?sallyport-as=opaque\./, path);
      assert.match(page, /<a href="i\.png">/, path);
      grant = /sallyport-as=(opaque\.[\w.-]+)/.exec(page)![1]!;
    }
  });

  test('no grant is sent to where a base element leads', async () => {
    const page = (await alice.navigate(`${wiki}/away`)).body.toString();
    assert.match(page, /<img src="i\.png">/);
    assert.match(page, /<script src="\/a\.js">/);
    assert.match(page, /url\(b\.png\)/);
    assert.match(page, /<img src="https:[^"]*i\.png\?sallyport-as=opaque\./);
  });

  test('a part is given out without a cookie, from the own host too, and the app is sent none', async () => {
    for (const host of [wiki, cdn])
      for (const [file, destination, how] of [
        ['i.png', 'image', PART],
        ['a.js', 'script', PART],
        ['a.js', 'script', CORS],
        ['s.css', 'style', PART],
        ['v.mp4', 'video', PART],
        ['f.woff2', 'font', CORS],
      ] as const) {
        const answer = await part(`${host}/${file}?sallyport-as=${grant}`, destination, how);
        assert.equal(answer.status, 200, `${file} ${how['sec-fetch-mode']}`);
        assert.equal(answer.headers['set-cookie'], undefined);
        assert.equal(got.at(-1)?.path, `/${file}`);
        assert.equal(got.at(-1)?.headers.cookie, undefined);
      }
    const sheet = await part(`${wiki}/s.css?sallyport-as=${grant}`, 'style');
    assert.match(sheet.body.toString(), /"more\.css\?sallyport-as=opaque\.[^"]*".*b\.png\?sallyport-as=opaque\./);
  });

  test('it opens nothing but what browsers load as a part, for nobody who has a name', async () => {
    const url = (file: string): string => `${cdn}/${file}?sallyport-as=${grant}`;
    for (const destination of ['document', 'iframe', 'empty', 'object', 'font', 'worker', 'manifest', 'json', ''])
      refused(await part(url('i.png'), destination), destination);
    for (const destination of ['empty', 'document', 'worker', 'json'])
      refused(await part(url('a.js'), destination, CORS), `${destination} with CORS`);
    for (const mode of ['navigate', 'same-origin'])
      refused(await part(url('i.png'), 'image', { 'sec-fetch-mode': mode }), mode);
    for (const site of ['same-site', 'same-origin', 'none', ''])
      refused(await part(url('i.png'), 'image', { 'sec-fetch-site': site }), site);
    for (const origin of ['https://evil.test', mail, wiki])
      refused(await part(url('f.woff2'), 'font', { ...CORS, origin }), origin);
    for (const page of [`${mail}/`, 'https://evil.test/', 'nonsense', 'data:,'])
      refused(await part(url('i.png'), 'image', { referer: page }), page);
    refused(await part(url('i.png'), 'image', {}, 'POST'), 'POST');
    refused(await part(`${mail}/i.png?sallyport-as=${grant}`, 'image'), 'another app');
    for (const use of ['part', 'module', 'image', 'font'])
      refused(await part(`${cdn}/i.png?sallyport-as=${grant.replace('opaque', use)}`, 'image'), use);
    refused(await part(`${cdn}/i.png`, 'image'), 'none');
    assert.deepEqual(got, [], 'the app is not asked');
  });

  test('it gives out no data and no page, whatever is claimed of the request', async () => {
    for (const [file, destination] of [
      ['d.json', 'script'],
      ['d.json', 'style'],
      ['d.bin', 'image'],
      ['page', 'image'],
      ['page', 'script'],
      ['s.css', 'script'],
    ] as const)
      refused(await part(`${cdn}/${file}?sallyport-as=${grant}`, destination), `${file} as ${destination}`);
    for (const destination of ['script', 'style', 'font', 'image'])
      refused(await part(`${cdn}/page?sallyport-as=${grant}`, destination, CORS), `a page as ${destination} with CORS`);
  });
});
