import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Answer, BrowserClient } from '../../../support/browser-client.ts';
import { CALLBACK, type OpenidApp, startOpenidApp, WIKI } from '../../../support/openid-app.ts';
import { signOut } from '../../../support/sign-out.ts';
import { signOutAtProvider } from '../../../support/sign-out-at-provider.ts';

const BYE = 'https://wiki.corp.test/bye?own=1';
const BACK = 'https://wiki.corp.test/backchannel';
const json = (body: Buffer): Record<string, unknown> => JSON.parse(body.toString()) as Record<string, unknown>;

describe('signing out at an app that takes the gateway as its OpenID provider', () => {
  let app: OpenidApp;
  /** Logout tokens that came to the wiki, and what it answers. */
  const tokens: { token: string; cookie: string | undefined }[] = [];
  let status = 200;

  before(async () => {
    app = await startOpenidApp(
      { postLogoutRedirectUris: [BYE], backchannelLogoutUri: BACK },
      {
        handler: (request, response) => {
          if (request.url !== '/backchannel') return void response.end('app');
          const pieces: Buffer[] = [];
          request.on('data', (piece: Buffer) => pieces.push(piece));
          request.on('end', () => {
            const token = new URLSearchParams(Buffer.concat(pieces).toString()).get('logout_token') ?? '';
            tokens.push({ token, cookie: request.headers.cookie });
            response.writeHead(status);
            response.end();
          });
        },
      },
    );
  });
  after(() => app.gateway.close());

  const wiki = (): string => app.gateway.suffix('wiki.corp.test');

  async function idToken(browser: BrowserClient): Promise<string> {
    const begun = app.begin();
    const back = await app.answered(browser, begun);
    const answer = await app.redeem(back.searchParams.get('code') ?? '', begun.verifier);
    return String(json(answer.body)['id_token']);
  }
  const leave = (browser: BrowserClient, parameters: Record<string, string>): Promise<Answer> =>
    browser.send(`${app.issuer}/end-session?${new URLSearchParams(parameters)}`);
  const isIn = async (browser: BrowserClient): Promise<boolean> =>
    (await browser.send(`${wiki()}/x`, { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } })).status ===
    200;

  async function toldOf(sid: unknown): Promise<Record<string, unknown>> {
    const keys = createLocalJWKSet(json((await app.ask('/jwks')).body) as never);
    for (let attempt = 0; attempt < 1200; attempt++) {
      for (const { token, cookie } of tokens) {
        const { payload } = await jwtVerify(token, keys, { issuer: app.issuer, audience: WIKI.clientId });
        if (payload['sid'] !== sid) continue;
        assert.equal(cookie, undefined);
        return payload;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail('the app was not told');
  }

  test('with an ID token of the session nobody is asked, and the browser ends at the app’s address under the suffix', async () => {
    const browser = await app.gateway.signedIn('alice');
    const token = await idToken(browser);
    const answer = await leave(browser, { id_token_hint: token, post_logout_redirect_uri: BYE, state: 'a&b' });
    assert.equal(answer.status, 303, answer.body.toString());
    assert.equal(await isIn(browser), false);
    const landed = await signOutAtProvider(browser, await browser.navigate(answer.headers.location ?? ''));
    assert.equal(landed, `${wiki()}/bye?own=1&state=a%26b`);
  });

  test('without one the person is asked, and then led there as well', async () => {
    const browser = await app.gateway.signedIn('alice');
    const asked = await browser.navigate(
      `${app.issuer}/end-session?${new URLSearchParams({ post_logout_redirect_uri: BYE })}`,
    );
    assert.equal(await isIn(browser), true);
    const action = /action="([^"]*)"/.exec(asked.body.toString())?.[1]?.replaceAll('&amp;', '&') ?? '';
    const login = app.gateway.suffix('login');
    const left = await browser.navigate(new URL(action, asked.url).href, {
      method: 'POST',
      headers: { origin: login, 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(await isIn(browser), false);
    assert.equal(await signOutAtProvider(browser, left), `${wiki()}/bye?own=1`);
  });

  test('a request by POST is one as well', async () => {
    const browser = await app.gateway.signedIn('alice');
    const answer = await browser.send(`${app.issuer}/end-session`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ id_token_hint: await idToken(browser) }).toString(),
    });
    assert.equal(answer.status, 303);
    assert.equal(await isIn(browser), false);
  });

  test('an address that is not registered is led to by nobody, and nothing ends', async () => {
    const browser = await app.gateway.signedIn('alice');
    const token = await idToken(browser);
    for (const uri of [
      'https://evil.test/',
      `${BYE}.evil.test`,
      'https://wiki.corp.test/bye',
      CALLBACK,
      'javascript:1',
    ])
      for (const more of [{ id_token_hint: token }, {}]) {
        const answer = await leave(browser, { ...more, post_logout_redirect_uri: uri } as Record<string, string>);
        assert.equal(answer.status, 400, uri);
        assert.equal(answer.headers.location, undefined);
      }
    assert.equal(await isIn(browser), true);
  });

  test('an ID token of somebody else, of another session or of another key signs nobody out', async () => {
    const [alice, other, bob] = [
      await app.gateway.signedIn('alice'),
      await app.gateway.signedIn('alice'),
      await app.gateway.signedIn('bob'),
    ];
    for (const token of [await idToken(bob), await idToken(other)]) {
      const answer = await leave(alice, { id_token_hint: token });
      assert.match(answer.headers.location ?? '', /\/sign-out\?of=[\w-]+$/, 'she is asked');
    }
    const [head = '', body = ''] = (await idToken(alice)).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const token of [none, `${head}.${body}.AAAA`, 'x', ''])
      assert.equal((await leave(alice, { id_token_hint: token })).status, 400, token);
    assert.equal(await isIn(alice), true);
  });

  test('script that only fetches the address signs nobody out', async () => {
    const browser = await app.gateway.signedIn('alice');
    const url = `${app.issuer}/end-session?id_token_hint=${await idToken(browser)}`;
    for (const headers of [
      { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    ])
      assert.equal((await browser.send(url, { headers })).status, 400);
    assert.equal(await isIn(browser), true);
  });

  test('the app’s server is told of a session that ended without it, and asked again where it failed', async () => {
    const browser = await app.gateway.signedIn('bob');
    const claims = json(Buffer.from((await idToken(browser)).split('.')[1] ?? '', 'base64url'));
    status = 500;
    await signOut(browser, wiki());
    const told = await toldOf(claims['sid']);
    assert.deepEqual(
      [told.sub, told['events']],
      [claims['sub'], { 'http://schemas.openid.net/event/backchannel-logout': {} }],
    );
    status = 200;
    const failed = tokens.length;
    for (let attempt = 0; attempt < 1200 && tokens.length === failed; attempt++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(tokens.length > failed, 'once more');
  });
});
