import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Answer } from '../../support/browser-client.ts';
import { assertRefused, type PartsGateway, startPartsGateway } from '../../support/parts-gateway.ts';

const COEP = { 'cross-origin-embedder-policy': 'credentialless' };
const PAGE =
  '<!doctype html><link rel=stylesheet href=/s.css><img src="https://static.corp.test/i.png"><a href="https://static.corp.test/i.png">';
/** What a browser says of a part that it loads without credentials. */
const PART = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-site', 'user-agent': 'test', accept: '*/*' };

describe('a page that has its browser leave credentials out', () => {
  let app: PartsGateway;
  let grant = '';
  before(async () => {
    app = await startPartsGateway({
      page: () => PAGE,
      sheet: 'p{background:url(https://static.corp.test/b.png)}',
      fields: (path) => ({
        ...(path.startsWith('/isolated') ? COEP : {}),
        ...(path.startsWith('/reported') ? { 'cross-origin-embedder-policy-report-only': 'credentialless' } : {}),
        ...(path.startsWith('/strict') ? { 'cross-origin-embedder-policy': 'require-corp' } : {}),
      }),
    });
  });
  after(() => app?.close());
  beforeEach(() => app.got.splice(0));

  const part = (
    url: string,
    destination: string,
    more: Record<string, string> = {},
    method?: string,
  ): Promise<Answer> =>
    app.part(url, { ...PART, 'sec-fetch-dest': destination, referer: `${app.wiki}/`, ...more }, method);

  test('only such a page and then the app’s style sheets hold grants, and no link does', async () => {
    const sheet = async (): Promise<string> =>
      (
        await app.alice.send(`${app.wiki}/s.css`, {
          headers: { 'sec-fetch-dest': 'style', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' },
        })
      ).body.toString();
    assert.doesNotMatch(await sheet(), /sallyport-as/);
    for (const path of ['/plain', '/reported', '/strict'])
      assert.doesNotMatch((await app.alice.navigate(app.wiki + path)).body.toString(), /i\.png\?sallyport-as/, path);
    assert.doesNotMatch(await sheet(), /sallyport-as/);
    const page = (await app.alice.navigate(`${app.wiki}/isolated`)).body.toString();
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
      const answer = await part(`${app.cdn}/${file}?sallyport-as=${grant}`, destination);
      assert.equal(answer.status, 200, file);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal(app.got.at(-1)?.path, `/${file}`);
      assert.equal(app.got.at(-1)?.headers.cookie, undefined);
    }
    const hidden = await app.gateway.client().send(`${app.cdn}/i.png?sallyport-as=${grant}`, {
      headers: { ...PART, 'sec-fetch-dest': 'image' },
    });
    assert.equal(hidden.status, 200, 'a page that hides its address, as at home');
  });

  test('it opens nothing but what browsers load as a part', async () => {
    const url = (file: string): string => `${app.cdn}/${file}?sallyport-as=${grant}`;
    for (const destination of ['document', 'iframe', 'empty', 'object', 'font', 'worker', 'manifest', 'json', ''])
      assertRefused(await part(url('i.png'), destination), destination);
    for (const mode of ['cors', 'navigate', 'same-origin'])
      assertRefused(await part(url('i.png'), 'image', { 'sec-fetch-mode': mode, origin: app.wiki }), mode);
    for (const site of ['cross-site', 'none', ''])
      assertRefused(await part(url('i.png'), 'image', { 'sec-fetch-site': site }), site);
    for (const page of [`${app.mail}/`, 'https://evil.test/', 'nonsense', 'data:,'])
      assertRefused(await part(url('i.png'), 'image', { referer: page }), page);
    assertRefused(await part(url('i.png'), 'image', {}, 'POST'), 'POST');
    assertRefused(await part(`${app.mail}/i.png?sallyport-as=${grant}`, 'image'), 'another app');
    assertRefused(await part(`${app.cdn}/i.png?sallyport-as=${grant.replace('part', 'font')}`, 'font'), 'another use');
    assertRefused(await part(`${app.cdn}/i.png`, 'image'), 'none');
    assert.deepEqual(app.got, [], 'the app is not asked');
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
      assertRefused(await part(`${app.cdn}/${file}?sallyport-as=${grant}`, destination), `${file} as ${destination}`);
  });
});
