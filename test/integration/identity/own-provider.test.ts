import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as client from 'openid-client';
import type { DevIdp } from '../../../src/demo/idp/dev-idp.ts';
import type { ProtectedApp } from '../../../src/model/app.ts';
import { type LocalCa, openLocalCa } from '../../../src/proxy/tls/local-ca.ts';
import { type Answer, BrowserClient } from '../../support/browser-client.ts';
import { freePort } from '../../support/free-port.ts';
import { OWN_HOST, startOwnProvider } from '../../support/own-provider.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const WIKI = 'https://wiki.corp.test';
const CALLBACK = `${WIKI}/cb`;
const SECRET = 'secret-of-the-wiki-at-its-own-provider';

interface Setting {
  readonly gateway: TestGateway;
  readonly own: DevIdp;
  readonly browser: () => BrowserClient;
  /** Signs in at the gateway, and stops where the app's own provider asks. */
  toOwnProvider(browser: BrowserClient, target: string): Promise<Answer>;
  close(): Promise<void>;
}

/** A wiki on openid-client that keeps its own provider, whatever is in front of it. */
async function start(
  flow: 'code' | 'id_token',
  registered: (suffixed: string) => string[],
  place: (app: ProtectedApp, port: number, ca: string) => Partial<ProtectedApp>,
): Promise<Setting> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-own-'));
  const ca: LocalCa = await openLocalCa(directory, 'Own provider test authority');
  const port = await freePort();
  const issuer = `https://${OWN_HOST}:${port}`;
  const server = new BrowserClient([ca.certificate]);
  let config: client.Configuration | undefined;
  const waiting = new Map<string, { nonce: string; verifier: string; target: string }>();

  async function configured(): Promise<client.Configuration> {
    if (config) return config;
    config = await client.discovery(new URL(issuer), 'wiki', { client_secret: SECRET }, undefined, {
      [client.customFetch]: async (url, { method = 'GET', headers, body }) => {
        const text = body === undefined || body === null ? undefined : String(body);
        const sent = { ...(headers as Record<string, string>) };
        if (text !== undefined) sent['content-length'] = String(Buffer.byteLength(text));
        const answer = await server.send(url, { method, headers: sent, ...(text === undefined ? {} : { body: text }) });
        return new Response(answer.body.length > 0 ? new Uint8Array(answer.body) : null, {
          status: answer.status,
          headers: { 'content-type': String(answer.headers['content-type']) },
        });
      },
    });
    if (flow === 'id_token') client.useIdTokenResponseType(config);
    return config;
  }

  async function app(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', WIKI);
    const lead = (location: string, cookie: string): void => {
      response.writeHead(302, { location, 'set-cookie': `${cookie}; Secure; HttpOnly; Path=/; SameSite=None` });
      response.end();
    };
    if (url.pathname === '/cb') {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const form = Buffer.concat(pieces).toString();
      const state = /tx=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
      const held = waiting.get(state);
      if (!held) return void response.writeHead(400).end(`no sign-in waits for ${state}`);
      const checks = { expectedState: state, expectedNonce: held.nonce };
      const claims =
        flow === 'code'
          ? (
              await client.authorizationCodeGrant(await configured(), url, {
                ...checks,
                pkceCodeVerifier: held.verifier,
              })
            ).claims()
          : await client.implicitAuthentication(await configured(), new URL(`${CALLBACK}#${form}`), held.nonce, {
              expectedState: state,
            });
      return lead(held.target, `user=${claims?.sub}`);
    }
    const user = /user=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    if (user !== undefined) return void response.end(`user=${user}`);
    const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    waiting.set(state, { nonce, verifier, target: request.url ?? '/' });
    const parameters = { redirect_uri: CALLBACK, scope: 'openid', state, nonce };
    const location = client.buildAuthorizationUrl(
      await configured(),
      flow === 'code'
        ? {
            ...parameters,
            code_challenge: await client.calculatePKCECodeChallenge(verifier),
            code_challenge_method: 'S256',
          }
        : { ...parameters, response_mode: 'form_post' },
    );
    lead(location.href, `tx=${state}`);
  }

  const gateway = await startTestGateway({
    handler: (request, response) => {
      app(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    },
    change: (made) => ({
      ...made,
      apps: made.apps.map((each) => (each.id === 'wiki' ? { ...each, ...place(each, port, ca.certificate) } : each)),
    }),
  });
  const own = await startOwnProvider(
    port,
    ca,
    {
      client_id: 'wiki',
      client_secret: SECRET,
      redirect_uris: registered(gateway.suffix('wiki.corp.test')),
      response_types: [flow],
      grant_types: [flow === 'code' ? 'authorization_code' : 'implicit'],
    },
    { responseTypes: [flow] },
  );
  const authority = (name: string): string => readFileSync(join(gateway.directory, name, 'ca.pem'), 'utf8');
  return {
    gateway,
    own,
    browser: () => new BrowserClient([authority('ca'), authority('corp'), ca.certificate]),
    async toOwnProvider(browser, target) {
      const page = await browser.navigate(`${gateway.suffix('wiki.corp.test')}${target}`);
      return browser.signIn(page, 'alice', 'a');
    },
    async close() {
      await gateway.close();
      await own.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The provider's sign-in host as one more host of the app. */
const mapped = ({ hosts, ca }: ProtectedApp, port: number, authority: string): Partial<ProtectedApp> => ({
  hosts: [
    ...hosts,
    {
      origin: { scheme: 'https', host: OWN_HOST, port },
      connect: { scheme: 'https', host: '127.0.0.1', port },
    },
  ],
  ca: [...ca, authority],
});

/** The app's reply URL known to the provider under the suffix. */
const readdressed = (_app: ProtectedApp, port: number): Partial<ProtectedApp> => ({
  ownProvider: { endpoints: [`https://${OWN_HOST}:${port}/auth`], replyUrls: [CALLBACK] },
});

describe('an app’s own provider whose sign-in host is mapped like an app’s', () => {
  let it: Setting;
  before(async () => {
    it = await start('code', () => [CALLBACK], mapped);
  });
  after(() => it.close());

  const suffixed = (): string => it.gateway.suffix(`${OWN_HOST}.https-${it.own.port}`);

  test('nothing is changed at either, the browser stays inside, and the deep link is reached', async () => {
    const browser = it.browser();
    const asked = await it.toOwnProvider(browser, '/deep/page?x=1');
    assert.equal(new URL(asked.url).origin, suffixed());
    const page = await browser.signIn(asked, 'bob', 'b');
    assert.equal(page.url, `${it.gateway.suffix('wiki.corp.test')}/deep/page?x=1`);
    assert.equal(page.body.toString(), 'user=bob', 'whom the app’s own provider names');
  });

  test('the provider’s cookies reach neither the browser nor the app, and its password page no script of the app', async () => {
    const browser = it.browser();
    const asked = await it.toOwnProvider(browser, '/x');
    await browser.signIn(asked, 'bob', 'b');
    assert.doesNotMatch(browser.jar.getCookieStringSync(asked.url), /_session|_interaction/);
    for (const { headers } of it.gateway.origin.seen)
      assert.doesNotMatch(headers.cookie ?? '', /_session|_interaction/);
    const read = await browser.send(`${suffixed()}/.well-known/openid-configuration`, {
      headers: {
        origin: it.gateway.suffix('wiki.corp.test'),
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
        'sec-fetch-site': 'same-site',
      },
    });
    assert.equal(read.status, 200);
    const fresh = it.browser();
    const form = await it.toOwnProvider(fresh, '/y');
    const scripted = await fresh.send(form.url, {
      headers: {
        origin: it.gateway.suffix('wiki.corp.test'),
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
        'sec-fetch-site': 'same-site',
      },
    });
    assert.equal(scripted.headers['access-control-allow-origin'], undefined);
    assert.match(String(form.headers['content-security-policy']), /frame-ancestors 'none'/);
  });

  test('a way back that is not registered is refused by the provider as it is at home', async () => {
    const browser = it.browser();
    await it.toOwnProvider(browser, '/z');
    const evil = new URLSearchParams({
      client_id: 'wiki',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `${it.gateway.suffix('mail.partner.test')}/cb`,
    });
    const answer = await browser.send(`${suffixed()}/auth?${evil}`);
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.location, undefined);
  });
});

describe('an app’s own provider that knows the app’s reply URL under the suffix', () => {
  let it: Setting;
  before(async () => {
    it = await start('id_token', (suffixed) => [`${suffixed}/cb`], readdressed);
  });
  after(() => it.close());

  const wiki = (): string => it.gateway.suffix('wiki.corp.test');
  const formOf = (page: Answer): { action: string; fields: Record<string, string> } => {
    const html = page.body.toString();
    return {
      action: new URL(/<form[^>]*action="([^"]*)"/.exec(html)?.[1] ?? '?', page.url).href,
      fields: Object.fromEntries([...html.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, a, b]) => [a, b])),
    };
  };
  /** As a page of another site posts it: without our cookies. */
  const post = (browser: BrowserClient, url: string, fields: Record<string, string>): Promise<Answer> =>
    browser.send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: it.own.issuer,
        'sec-fetch-site': 'cross-site',
        cookie: '',
      },
      body: new URLSearchParams(fields).toString(),
    });
  const again = (browser: BrowserClient, page: Answer): Promise<Answer> => {
    const { action, fields } = formOf(page);
    return browser.navigate(action, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: wiki(),
        'sec-fetch-site': 'same-origin',
      },
      body: new URLSearchParams(fields).toString(),
    });
  };

  test('its answer comes in inside, and the deep link is reached', async () => {
    const browser = it.browser();
    const asked = await it.toOwnProvider(browser, '/deep/page?x=1');
    assert.equal(new URL(asked.url).origin, it.own.issuer, 'its own host, whose keys and passkeys work');
    const answer = formOf(await browser.signIn(asked, 'bob', 'b'));
    assert.equal(answer.action, `${wiki()}/cb`);
    const held = await post(browser, answer.action, answer.fields);
    assert.equal(formOf(held).action, `${wiki()}/cb`);
    const page = await again(browser, held);
    assert.equal(page.url, `${wiki()}/deep/page?x=1`);
    assert.equal(page.body.toString(), 'user=bob');
  });

  test('a SAML answer comes in as it was signed', async () => {
    const browser = it.browser();
    await it.toOwnProvider(browser, '/x');
    const fields = { SAMLResponse: 'PHA+PC9wPg==', RelayState: 'https://wiki.corp.test/a?b=1&c' };
    const held = await post(browser, `${wiki()}/cb`, fields);
    assert.equal(formOf(held).fields['SAMLResponse'], fields.SAMLResponse);
    const before = it.gateway.origin.seen.length;
    await again(browser, held);
    const [seen] = it.gateway.origin.seen.slice(before);
    assert.deepEqual([seen?.method, seen?.url], ['POST', '/cb']);
  });

  test('no other form of another site becomes one of this site', async () => {
    const browser = it.browser();
    const asked = await it.toOwnProvider(browser, '/x');
    const { fields } = formOf(await browser.signIn(asked, 'bob', 'b'));
    for (const [name, url, sent] of [
      ['another address', `${wiki()}/delete`, fields],
      ['another query', `${wiki()}/cb?more=1`, fields],
      ['another host of the app', `${it.gateway.suffix('static.corp.test')}/cb`, fields],
      ['a field that no answer has', `${wiki()}/cb`, { ...fields, amount: '100' }],
      ['nothing', `${wiki()}/cb`, {}],
    ] as const) {
      const before = it.gateway.origin.seen.length;
      const answer = await post(browser, url, sent as Record<string, string>);
      assert.ok(answer.status >= 400, `${name}: ${answer.status}`);
      assert.doesNotMatch(answer.body.toString(), /<form/, name);
      assert.equal(it.gateway.origin.seen.length, before, name);
    }
  });
});
