import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const COEP = { 'cross-origin-embedder-policy': 'credentialless' };
const PAGE =
  '<!doctype html><link rel=stylesheet href=/s.css><img src="https://static.corp.test/i.png"><a href="https://static.corp.test/i.png">';
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  js: 'text/javascript',
  css: 'text/css',
  mp4: 'video/mp4',
  json: 'application/json',
  bin: 'application/octet-stream',
};
/** What a browser says of a part that it loads without credentials. */
const PART = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-site', 'user-agent': 'test', accept: '*/*' };

describe('a page that has its browser leave credentials out', () => {
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
        response
          .writeHead(200, {
            'content-type': type ?? 'text/html',
            'set-cookie': 'sid=kept; HttpOnly; Secure; SameSite=None; Domain=corp.test',
            ...(path.startsWith('/isolated') ? COEP : {}),
            ...(path.startsWith('/reported') ? { 'cross-origin-embedder-policy-report-only': 'credentialless' } : {}),
            ...(path.startsWith('/strict') ? { 'cross-origin-embedder-policy': 'require-corp' } : {}),
          })
          .end(
            type === undefined
              ? PAGE
              : extension === 'css'
                ? 'p{background:url(https://static.corp.test/b.png)}'
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
    gateway.client().send(url, {
      method,
      headers: { ...PART, 'sec-fetch-dest': destination, referer: `${wiki}/`, ...more },
    });
  function refused(answer: Answer, what: string): void {
    assert.ok(answer.status >= 300, `${what}: ${answer.status}`);
    assert.doesNotMatch(answer.body.toString('latin1'), /secret/, what);
  }

  test('only such a page and then the app’s style sheets hold grants, and no link does', async () => {
    const sheet = async (): Promise<string> =>
      (
        await alice.send(`${wiki}/s.css`, {
          headers: { 'sec-fetch-dest': 'style', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' },
        })
      ).body.toString();
    assert.doesNotMatch(await sheet(), /sallyport-as/);
    for (const path of ['/plain', '/reported', '/strict'])
      assert.doesNotMatch((await alice.navigate(wiki + path)).body.toString(), /i\.png\?sallyport-as/, path);
    assert.doesNotMatch(await sheet(), /sallyport-as/);
    const page = (await alice.navigate(`${wiki}/isolated`)).body.toString();
    assert.match(page, /<img src="[^"]*i\.png\?sallyport-as=part\.[^"]*">/);
    assert.match(page, /<a href="[^"]*i\.png">/);
    grant = /sallyport-as=(part\.[\w.-]+)/.exec(page)![1]!;
    assert.match(await sheet(), /b\.png\?sallyport-as=part\./);
  });

  test('a part is given out without a cookie, and the app is sent none', async () => {
    for (const [file, destination] of [
      ['i.png', 'image'],
      ['a.js', 'script'],
      ['s.css', 'style'],
      ['v.mp4', 'video'],
      ['v.mp4', 'audio'],
    ] as const) {
      const answer = await part(`${cdn}/${file}?sallyport-as=${grant}`, destination);
      assert.equal(answer.status, 200, file);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal(got.at(-1)?.path, `/${file}`);
      assert.equal(got.at(-1)?.headers.cookie, undefined);
    }
    const hidden = await gateway.client().send(`${cdn}/i.png?sallyport-as=${grant}`, {
      headers: { ...PART, 'sec-fetch-dest': 'image' },
    });
    assert.equal(hidden.status, 200, 'a page that hides its address, as at home');
  });

  test('it opens nothing but what browsers load as a part', async () => {
    const url = (file: string): string => `${cdn}/${file}?sallyport-as=${grant}`;
    for (const destination of ['document', 'iframe', 'empty', 'object', 'font', 'worker', 'manifest', 'json', ''])
      refused(await part(url('i.png'), destination), destination);
    for (const mode of ['cors', 'navigate', 'same-origin'])
      refused(await part(url('i.png'), 'image', { 'sec-fetch-mode': mode, origin: wiki }), mode);
    for (const site of ['cross-site', 'none', ''])
      refused(await part(url('i.png'), 'image', { 'sec-fetch-site': site }), site);
    for (const page of [`${mail}/`, 'https://evil.test/', 'nonsense', 'data:,'])
      refused(await part(url('i.png'), 'image', { referer: page }), page);
    refused(await part(url('i.png'), 'image', {}, 'POST'), 'POST');
    refused(await part(`${mail}/i.png?sallyport-as=${grant}`, 'image'), 'another app');
    refused(await part(`${cdn}/i.png?sallyport-as=${grant.replace('part', 'font')}`, 'font'), 'another use');
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
  });
});
