import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

interface Heard {
  readonly host: string | undefined;
  readonly url: string | undefined;
  readonly cookie: string | undefined;
  readonly body: string;
}

const POLICY =
  "img-src 'none'; report-uri https://static.corp.test/csp?of=wiki /here https://mail.partner.test/csp; report-to main";

describe('reports that a browser sends to another host of the app', () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let endpoints: readonly string[];
  let framing: string;
  let wiki: string;
  const heard: Heard[] = [];

  before(async () => {
    gateway = await startTestGateway({
      async handler(request, response) {
        if (request.method !== 'POST') {
          response.writeHead(200, {
            'content-type': 'text/html',
            'set-cookie': 'sid=secret; SameSite=None; Secure',
            'content-security-policy-report-only': POLICY,
            'content-security-policy': "frame-ancestors 'none'; report-uri /refused",
            'reporting-endpoints': 'main="https://static.corp.test/reports"',
          });
          response.end('<!doctype html><title>Wiki</title>');
          return;
        }
        const pieces: Buffer[] = [];
        for await (const piece of request) pieces.push(piece as Buffer);
        const { host, cookie } = request.headers;
        heard.push({ host, url: request.url, cookie, body: Buffer.concat(pieces).toString() });
        response.writeHead(200, { 'content-type': 'text/plain', 'set-cookie': 'told=yes' }).end('whoever asks');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    alice = await gateway.signedIn('alice');
    await alice.navigate(`${gateway.suffix('static.corp.test')}/`);
    const { headers } = await alice.send(`${wiki}/`);
    const policy = String(headers['content-security-policy-report-only']);
    endpoints = [
      ...(/report-uri ([^;]*)/.exec(policy)?.[1] ?? '').trim().split(' '),
      /main="([^"]*)"/.exec(String(headers['reporting-endpoints']))?.[1] ?? '',
    ];
    framing = /report-uri ([^;]*)/.exec(String(headers['content-security-policy']))?.[1] ?? '';
  });
  after(() => gateway.close());

  const report = (url: string, changed: Readonly<Record<string, string>> = {}, method = 'POST') =>
    gateway.client().send(new URL(url, wiki).href, {
      method,
      headers: {
        origin: wiki,
        'content-type': 'application/csp-report',
        'sec-fetch-site': 'same-site',
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'report',
        'user-agent': 'test',
        ...changed,
      },
      ...(method === 'POST'
        ? { body: JSON.stringify({ 'csp-report': { 'document-uri': `${wiki}/`, 'blocked-uri': `${wiki}/x.png` } }) }
        : {}),
    });

  test('only those to its other hosts bring a grant', () => {
    const [sibling, own, other, reporting] = endpoints as [string, string, string, string];
    const here = gateway.suffix('static.corp.test');
    assert.match(sibling.slice(here.length), /^\/csp\?of=wiki&sallyport-as=report\.[\w.-]+$/);
    assert.match(reporting.slice(here.length), /^\/reports\?sallyport-as=report\.[\w.-]+$/);
    assert.equal(own, '/here');
    assert.equal(other, `${gateway.suffix('mail.partner.test')}/csp`);
  });

  test('arrive without cookies and in the words of the app, and nobody hears what it says to them', async () => {
    for (const [url, type] of [
      [endpoints[0]!, 'application/csp-report'],
      [endpoints[3]!, 'application/reports+json'],
    ] as const) {
      heard.length = 0;
      const answer = await report(url, { 'content-type': type });
      assert.equal(answer.status, 200);
      assert.equal(answer.body.length, 0);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal(heard.length, 1);
      const [{ host, url: path, cookie, body }] = heard as [Heard];
      assert.deepEqual(
        [host, path, cookie],
        ['static.corp.test', new URL(url).pathname.concat(url === endpoints[0] ? '?of=wiki' : ''), undefined],
      );
      assert.match(body, /https:\/\/wiki\.corp\.test\/x\.png/);
      assert.doesNotMatch(body, /mcas|sallyport/);
    }
  });

  test('a grant is for that alone', async () => {
    heard.length = 0;
    const [url] = endpoints as [string];
    const forged = url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const [what, answer] of [
      ['forged', await report(forged.slice(0, -2) + forged.slice(-1) + forged.slice(-2, -1))],
      ['without one', await report(url.replace(/&sallyport-as=.*/, ''))],
      ['of another app', await report(url.replace('static.corp.test', 'mail.partner.test'))],
      ['from another site', await report(url, { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' })],
      ['from another app', await report(url, { origin: gateway.suffix('mail.partner.test') })],
      ['by nobody', await report(url, { origin: 'null' })],
      ['what script sends', await report(url, { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' })],
      ['a form', await report(url, { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' })],
      ['no report', await report(url, { 'content-type': 'application/json' })],
      ['a read', await report(url, {}, 'GET')],
      ['a route of the gateway', await report(url.replace('/csp?', '/.well-known/sallyport/sign-out?'))],
    ] as const)
      assert.ok(answer.status >= 300, `${what}: ${answer.status}`);
    assert.deepEqual(heard, []);
  });

  test('that a page may not be in a frame arrives at its own host, by nobody', async () => {
    assert.match(framing, /^\/refused\?sallyport-as=framing\.[\w.-]+$/);
    heard.length = 0;
    const nobody = { origin: 'null', 'sec-fetch-site': 'cross-site' };
    const empty = { 'sec-fetch-dest': 'empty' };
    for (const told of [nobody, {}, { ...nobody, ...empty, 'sec-fetch-site': 'same-origin' }]) {
      const answer = await report(framing, told);
      assert.deepEqual([answer.status, answer.body.length, answer.headers['set-cookie']], [200, 0, undefined]);
    }
    assert.deepEqual(
      heard.splice(0).map(({ host, url, cookie }) => [host, url, cookie]),
      Array.from({ length: 3 }, () => ['wiki.corp.test', '/refused', undefined]),
    );
    // The page's own violations are told to its host with cookies, as to any URL.
    const own = { origin: wiki, 'content-type': 'application/csp-report', 'sec-fetch-site': 'same-origin' };
    const headers = { ...own, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'report' };
    await alice.send(new URL(framing, wiki).href, { method: 'POST', headers, body: '{"csp-report":{}}' });
    assert.deepEqual(
      heard.splice(0).map(({ url, cookie }) => [url, cookie]),
      [['/refused', 'sid=secret']],
    );
    for (const [what, answer] of [
      ['from another site', await report(framing, { ...nobody, origin: 'https://elsewhere.example' })],
      ['from another app', await report(framing, { origin: gateway.suffix('mail.partner.test') })],
      ['what script sends', await report(framing, { ...nobody, ...empty, 'sec-fetch-mode': 'cors' })],
      ['no report', await report(framing, { ...nobody, ...empty, 'content-type': 'text/plain' })],
      ['a read', await report(framing, nobody, 'GET')],
    ] as const)
      assert.ok(answer.status >= 300, `${what}: ${answer.status}`);
    assert.deepEqual(heard, []);
  });
});
