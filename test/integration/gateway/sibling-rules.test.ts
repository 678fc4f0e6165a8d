import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const RULES = JSON.stringify({
  prefetch: [{ urls: ['https://wiki.corp.test/next', 'further', 'https://elsewhere.example/'] }],
});

describe('speculation rules of another host of the app', () => {
  let gateway: TestGateway;
  let wiki: string;
  let rules: readonly string[];
  let page: string;
  const asked: (readonly [host: string | undefined, url: string | undefined, cookie: string | undefined])[] = [];

  before(async () => {
    gateway = await startTestGateway({
      handler(request, response) {
        if (!request.url?.startsWith('/rules')) {
          response.writeHead(200, {
            'content-type': 'text/html',
            'set-cookie': 'sid=secret; SameSite=None; Secure',
            'speculation-rules':
              '"https://static.corp.test/rules.json?of=wiki", "/rules.json", "https://wiki.corp.test/rules.json", "https://mail.partner.test/rules.json"',
          });
          response.end('<!doctype html><title>Wiki</title>');
          return;
        }
        asked.push([request.headers.host, request.url, request.headers.cookie]);
        response.writeHead(200, {
          'content-type': 'application/speculationrules+json',
          'access-control-allow-origin': '*',
          'set-cookie': 'told=yes',
        });
        response.end(RULES);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    const alice = await gateway.signedIn('alice');
    await alice.navigate(`${gateway.suffix('static.corp.test')}/`);
    const { headers, body } = await alice.send(`${wiki}/`);
    page = Buffer.from(/data-sallyport="([^"]*)"/.exec(body.toString())?.[1] ?? '', 'base64').toString();
    rules = String(headers['speculation-rules'])
      .split(', ')
      .map((text) => text.slice(1, -1));
  });
  after(() => gateway.close());

  const ask = (url: string, changed: Readonly<Record<string, string>> = {}, method = 'GET') =>
    gateway.client().send(new URL(url, wiki).href, {
      method,
      headers: {
        origin: wiki,
        'sec-fetch-site': 'same-site',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'speculationrules',
        'user-agent': 'test',
        ...changed,
      },
    });

  test('only those that browsers ask for without cookies bring a grant, and no page has one to give', () => {
    const [sibling = '', ...others] = rules;
    const here = `${gateway.suffix('static.corp.test')}/rules.json?of=wiki`;
    assert.equal(sibling.slice(0, here.length), here);
    assert.match(sibling.slice(here.length), /^&sallyport-as=rules\.[\w.-]+$/);
    assert.deepEqual(others, [
      '/rules.json',
      `${wiki}/rules.json`,
      `${gateway.suffix('mail.partner.test')}/rules.json`,
    ]);
    assert.match(page, /"module\.[\w.-]+"/);
    assert.doesNotMatch(page, /"(?:rules|report|framing)\./);
  });

  test('come without cookies, name hosts as they are here, and the page may use them', async () => {
    asked.length = 0;
    const { status, headers, body } = await ask(rules[0]!);
    assert.deepEqual([status, headers['access-control-allow-origin'], headers['set-cookie']], [200, wiki, undefined]);
    assert.deepEqual(asked, [['static.corp.test', '/rules.json?of=wiki', undefined]]);
    assert.deepEqual(JSON.parse(body.toString()), {
      prefetch: [{ urls: [`${wiki}/next`, 'further', 'https://elsewhere.example/'] }],
    });
  });

  test('a grant is for that alone', async () => {
    asked.length = 0;
    const [url] = rules as [string];
    for (const [what, answer] of [
      ['forged', await ask(url.slice(0, -2) + url.slice(-1) + url.slice(-2, -1))],
      ['without one', await ask(url.replace(/&sallyport-as=.*/, ''))],
      ['of another app', await ask(url.replace('static.corp.test', 'mail.partner.test'))],
      ['from another app', await ask(url, { origin: gateway.suffix('mail.partner.test') })],
      ['from another site', await ask(url, { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' })],
      ['by nobody', await ask(url, { origin: 'null' })],
      ['what script asks for', await ask(url, { 'sec-fetch-dest': 'empty' })],
      ['without CORS', await ask(url, { 'sec-fetch-mode': 'no-cors' })],
      ['a page', await ask(url, { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' })],
      ['a form', await ask(url, {}, 'POST')],
      ['a route of the gateway', await ask(url.replace('/rules.json?', '/.well-known/sallyport/sign-out?'))],
    ] as const)
      assert.ok(answer.status >= 300, `${what}: ${answer.status}`);
    assert.deepEqual(asked, []);
  });
});
