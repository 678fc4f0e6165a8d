import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const FILES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/': [
    'text/html',
    ['film', 'page', 'lines']
      .map(
        (name) => `<source src="https://static.corp.test/${name}?v=1"><track src="https://static.corp.test/${name}">`,
      )
      .join('')
      .concat('<source src="/own"><source src="https://mail.partner.test/film">'),
  ],
  '/film': ['video/mp4', 'secret film'],
  '/lines': ['text/vtt', 'WEBVTT secret'],
  '/page': ['text/html', '<p>secret</p>'],
};

describe('films and captions of another host of the app, asked for without credentials', () => {
  let gateway: TestGateway;
  let wiki: string;
  let urls: readonly string[];
  const got: { readonly url: string | undefined; readonly cookie: string | undefined }[] = [];

  before(async () => {
    gateway = await startTestGateway({
      handler({ url, headers }, response) {
        got.push({ url, cookie: headers.cookie });
        const [type, body] = FILES[(url ?? '').replace(/\?.*/, '')] ?? ['text/html', ''];
        const fields = { 'access-control-allow-origin': '*', 'set-cookie': 'sid=secret; SameSite=None; Secure' };
        response.writeHead(200, { ...fields, 'content-type': type }).end(body);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    const alice = await gateway.signedIn('alice');
    await alice.navigate(`${gateway.suffix('static.corp.test')}/`);
    const page = (await alice.send(`${wiki}/`, { headers: { 'sec-fetch-dest': 'document' } })).body.toString();
    urls = [...page.matchAll(/<(?:source|track) src="([^"]*)"/g)].map(([, url]) => url!.replaceAll('&amp;', '&'));
  });
  after(() => gateway.close());

  const ask = (url: string, destination: string, changed: Readonly<Record<string, string>> = {}) =>
    gateway.client().send(url, {
      headers: {
        origin: wiki,
        'sec-fetch-mode': 'cors',
        'sec-fetch-site': 'same-site',
        'sec-fetch-dest': destination,
        'user-agent': 'test',
        ...changed,
      },
    });
  const urlOf = (path: string): string => urls.find((url) => new URL(url, wiki).pathname === path)!;

  test('only those of its other hosts bring a grant', () => {
    const granted = urls.map((url) => /[?&]sallyport-as=media\.[\w.-]+$/.test(url));
    assert.deepEqual(granted, [true, true, true, true, true, true, false, false], urls.join('\n'));
  });

  test('are had without cookies, and as the host gives them to anybody', async () => {
    for (const [path, destination] of [
      ['/film', 'video'],
      ['/film', 'audio'],
      ['/lines', 'track'],
    ] as const) {
      got.length = 0;
      const answer = await ask(urlOf(path), destination);
      assert.deepEqual([answer.status, answer.body.toString()], [200, FILES[path]![1]], path);
      assert.deepEqual(
        [answer.headers['access-control-allow-origin'], answer.headers['set-cookie']],
        [wiki, undefined],
      );
      assert.deepEqual(
        got.map(({ url, cookie }) => [url?.replace('?v=1', ''), cookie]),
        [[path, undefined]],
      );
    }
  });

  test('a grant is for that alone', async () => {
    const film = urlOf('/film');
    for (const [what, answer] of [
      ['a page', await ask(urlOf('/page'), 'video')],
      ['a page as captions', await ask(urlOf('/page'), 'track')],
      ['captions as a film', await ask(urlOf('/lines'), 'video')],
      ['a film as captions', await ask(film, 'track')],
      ['what script asks for', await ask(film, 'empty')],
      ['a picture', await ask(film, 'image')],
      ['shown', await ask(film, 'document', { 'sec-fetch-mode': 'navigate' })],
      ['without CORS', await ask(film, 'video', { 'sec-fetch-mode': 'no-cors' })],
      ['from another app', await ask(film, 'video', { origin: gateway.suffix('mail.partner.test') })],
      ['from another site', await ask(film, 'video', { origin: 'https://elsewhere.example' })],
      ['of another app', await ask(film.replace('static.corp.test', 'mail.partner.test'), 'video')],
      ['forged', await ask(film.replace(/.{3}$/, 'AAA'), 'video')],
    ] as const) {
      assert.ok(answer.status >= 300, `${what}: ${answer.status}`);
      assert.doesNotMatch(answer.body.toString(), /secret/, what);
    }
  });
});
