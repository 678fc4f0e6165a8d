import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ProtectedApp } from '../../src/model/app.ts';
import { openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import { launchChromium } from '../support/chromium.ts';
import { freePort } from '../support/free-port.ts';
import { OWN_HOST, startOwnProvider } from '../support/own-provider.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway } from '../support/test-gateway.ts';

/** A client that lives in the page, as libraries for it are: the code flow with PKCE, its place kept over the way there and back. */
const pageOf = (issuer: string, send: string): string => `<!doctype html><title>Starting</title><body><script>
const issuer = ${JSON.stringify(issuer)};
const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '');
const random = () => text(crypto.getRandomValues(new Uint8Array(32)));
const redirectUri = location.origin + '/';
function post(url, body) { ${send} }
(async () => {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('code')) {
    const held = { state: random(), verifier: random(), target: location.href };
    sessionStorage.held = JSON.stringify(held);
    const challenge = text(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(held.verifier)));
    location.assign(issuer + '/auth?' + new URLSearchParams({ client_id: 'spa', response_type: 'code', scope: 'openid',
      redirect_uri: redirectUri, state: held.state, code_challenge: challenge, code_challenge_method: 'S256' }));
    return;
  }
  const held = JSON.parse(sessionStorage.held);
  if (answer.get('state') !== held.state) throw new Error('another state');
  const tokens = await post(issuer + '/token', new URLSearchParams({ grant_type: 'authorization_code', client_id: 'spa',
    code: answer.get('code'), redirect_uri: redirectUri, code_verifier: held.verifier }));
  history.replaceState(null, '', held.target);
  const { sub, iss } = JSON.parse(atob(tokens.id_token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  document.body.innerHTML = '<p id="told"></p>';
  document.getElementById('told').textContent = [sub, iss, location.href, redirectUri].join(' ');
  document.title = 'Signed in';
})().catch((error) => { document.title = 'Failed ' + error; });
</script>`;

const SENDS = {
  fetch: "return fetch(url, { method: 'POST', body }).then((answer) => answer.json());",
  XMLHttpRequest: `return new Promise((resolve, reject) => { const request = new XMLHttpRequest(); request.open('POST', url);
    request.setRequestHeader('content-type', 'application/x-www-form-urlencoded'); request.onerror = reject;
    request.onload = () => resolve(JSON.parse(request.responseText)); request.send(String(body)); });`,
} as const;

interface Way {
  readonly name: string;
  readonly send: keyof typeof SENDS;
  readonly place: (app: ProtectedApp, port: number, authority: string) => Partial<ProtectedApp>;
  /** Which of the app's addresses its provider knows. */
  readonly known: (real: string, suffixed: string) => string;
  readonly at: (port: number) => string;
}

const WIKI = 'https://wiki.corp.test';
const translated: Omit<Way, 'name' | 'send'> = {
  place: (_app, port) => {
    const own = `https://${OWN_HOST}:${port}`;
    return { ownProvider: { endpoints: [`${own}/auth`, `${own}/token`], replyUrls: [`${WIKI}/`] } };
  },
  known: (_real, suffixed) => suffixed,
  at: () => OWN_HOST,
};
const WAYS: readonly Way[] = [
  { name: 'that knows the suffixed reply URL, asked by fetch', send: 'fetch', ...translated },
  { name: 'that knows the suffixed reply URL, asked by XMLHttpRequest', send: 'XMLHttpRequest', ...translated },
  {
    name: 'whose sign-in host is mapped',
    send: 'fetch',
    place: ({ hosts, ca }, port, authority) => ({
      hosts: [
        ...hosts,
        {
          origin: { scheme: 'https', host: OWN_HOST, port },
          connect: { scheme: 'https', host: '127.0.0.1', port },
        },
      ],
      ca: [...ca, authority],
    }),
    known: (real) => real,
    at: (port) => `${OWN_HOST}.https-${port}.mcas.localhost`,
  },
];

for (const { name, send, place, known, at } of WAYS)
  test(`a client in the page keeps its own provider ${name}`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-own-browser-'));
    const ca = await openLocalCa(directory, 'Own provider test authority');
    const port = await freePort();
    const issuer = `https://${OWN_HOST}:${port}`;
    const gateway = await startTestGateway({
      handler: (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageOf(issuer, SENDS[send])),
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) => (app.id === 'wiki' ? { ...app, ...place(app, port, ca.certificate) } : app)),
      }),
    });
    const suffixed = gateway.suffix('wiki.corp.test');
    const address = known(WIKI, suffixed);
    const own = await startOwnProvider(
      port,
      ca,
      {
        client_id: 'spa',
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${address}/`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
      { clientBasedCORS: (_koa, origin) => origin === address },
    );
    const browser = await launchChromium();
    try {
      const page = await browser.context.newPage();
      const left: string[] = [];
      page.on('request', (request) => {
        if (new URL(request.url()).hostname === 'wiki.corp.test') left.push(request.url());
      });
      await page.goto(`${suffixed}/deep/page?x=1#part=2`);
      await sendSignIn(page, { username: 'alice', password: 'a' });
      await page.waitForURL((url) => url.hostname === at(port));
      await sendSignIn(page, { username: 'bob', password: 'b' });
      await page.waitForFunction('/^(Signed in|Failed)/.test(document.title)');
      assert.equal(await page.title(), 'Signed in');
      assert.equal(await page.innerText('#told'), `bob ${issuer} ${WIKI}/deep/page?x=1#part=2 ${WIKI}/`);
      assert.equal(page.url(), `${suffixed}/deep/page?x=1#part=2`);
      assert.deepEqual(left, [], 'nothing went to the app past the gateway');
    } finally {
      await browser.close();
      await gateway.close();
      await own.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });
