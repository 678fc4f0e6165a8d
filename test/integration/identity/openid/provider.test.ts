import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { type OpenidApp, startOpenidApp, WIKI } from '../../../support/openid-app.ts';
import { signOut } from '../../../support/sign-out.ts';

const json = (body: Buffer): Record<string, unknown> => JSON.parse(body.toString()) as Record<string, unknown>;

describe('an app that takes the gateway as its OpenID provider', () => {
  let app: OpenidApp;

  before(async () => {
    app = await startOpenidApp();
  });
  after(() => app.gateway.close());

  test('its server finds everything by discovery, without any session', async () => {
    const found = json((await app.ask('/.well-known/openid-configuration')).body);
    assert.equal(found['issuer'], app.issuer);
    for (const [name, path] of [
      ['authorization_endpoint', 'authorize'],
      ['token_endpoint', 'token'],
      ['jwks_uri', 'jwks'],
      ['userinfo_endpoint', 'userinfo'],
      ['end_session_endpoint', 'end-session'],
      ['revocation_endpoint', 'revoke'],
    ] as const)
      assert.equal(found[name], `${app.issuer}/${path}`);
    assert.deepEqual(found['code_challenge_methods_supported'], ['S256']);
    assert.deepEqual(found['response_types_supported'], ['code']);
  });

  test('whoever has a session is signed in to it, at its real address under the suffix, without a question', async () => {
    const browser = await app.gateway.signedIn('alice');
    const begun = app.begin({ state: 'a&b="c' });
    const back = await app.answered(browser, begun);
    assert.equal(back.origin, app.gateway.suffix('wiki.corp.test'));
    assert.equal(back.pathname, '/cb');
    assert.deepEqual(
      [back.searchParams.get('own'), back.searchParams.get('state'), back.searchParams.get('iss')],
      ['1', 'a&b="c', app.issuer],
    );
    const answer = await app.redeem(back.searchParams.get('code') ?? '', begun.verifier);
    assert.equal(answer.status, 200, answer.body.toString());
    const tokens = json(answer.body);
    const keys = createLocalJWKSet(json((await app.ask('/jwks')).body) as never);
    const { payload } = await jwtVerify(String(tokens['id_token']), keys, {
      issuer: app.issuer,
      audience: WIKI.clientId,
    });
    assert.deepEqual(
      [
        payload['nonce'],
        payload['preferred_username'],
        payload['email'],
        payload['groups'],
        payload['roles'],
        payload['who'],
      ],
      ['the-nonce', 'alice', 'alice@corp.test', ['staff'], ['staff'], 'alice'],
    );
    assert.equal(typeof payload['auth_time'], 'number');
    const userinfo = await app.ask('/userinfo', { authorization: `Bearer ${tokens['access_token']}` });
    assert.deepEqual([json(userinfo.body)['sub'], json(userinfo.body)['email']], [payload.sub, 'alice@corp.test']);
  });

  test('without a session the person signs in first and comes back to the request', async () => {
    const browser = app.gateway.client();
    const begun = app.begin();
    const page = await browser.navigate(app.inside(begun.url));
    const { url } = await browser.signIn(page, 'bob', 'b');
    const back = new URL(url);
    const answer = await app.redeem(back.searchParams.get('code') ?? '', begun.verifier);
    assert.equal(answer.status, 200, answer.body.toString());
  });

  test('a request begun at the app’s real address leads to the app inside, where it begins anew', async () => {
    const browser = app.gateway.client();
    for (const site of ['cross-site', 'none']) {
      const outside = await browser.send(app.begin().url, { headers: { 'sec-fetch-site': site } });
      assert.equal(outside.headers.location, `${app.gateway.suffix('wiki.corp.test')}/`);
    }
    const { url } = app.begin({ redirect_uri: 'https://static.corp.test/cb' });
    const byScript = await browser.send(url, { headers: { 'sec-fetch-site': 'same-site' } });
    assert.equal(
      byScript.headers.location,
      `${app.gateway.suffix('static.corp.test')}/.well-known/sallyport/authorize${new URL(url).search}`,
    );
  });

  test('the answer comes in the mode that was asked for', async () => {
    const browser = await app.gateway.signedIn('alice');
    const fragment = await app.answered(browser, app.begin({ response_mode: 'fragment', state: 'x' }));
    assert.equal(fragment.search, '?own=1');
    assert.equal(new URLSearchParams(fragment.hash.slice(1)).get('state'), 'x');
    const { url } = app.begin({ response_mode: 'form_post', state: 'a"b' });
    const form = (await browser.send(app.inside(url))).body.toString();
    assert.match(form, new RegExp(`action="${app.gateway.suffix('wiki.corp.test')}/cb\\?own=1"`));
    assert.match(form, /name="state" value="a&quot;b"/);
    assert.match(form, /location\.hash/, 'the place within the page goes along, as with a redirect');
    assert.match(form, /name="code" value="[\w-]{20,}"/);
    assert.equal((await browser.send(app.inside(app.begin({ response_mode: 'web_message' }).url))).status, 400);
  });

  test('an old sign-in is made anew where the app asks for it', async () => {
    const browser = await app.gateway.signedIn('alice');
    for (const change of [{ prompt: 'login' }, { max_age: '0' }]) {
      const { url } = app.begin(change);
      const asked = await browser.send(app.inside(url));
      assert.match(asked.headers.location ?? '', /\/begin\?flow=/, 'nobody said when she signed in');
      const back = new URL((await browser.navigate(app.inside(url))).url);
      assert.ok(back.searchParams.get('code'), back.href);
      const again = await app.answered(browser, app.begin(change));
      assert.ok(again.searchParams.get('code'), 'a sign-in of a moment ago is one');
      await new Promise((resolve) => browser.jar.removeAllCookies(resolve));
      await browser.signIn(await browser.navigate(`${app.gateway.suffix('wiki.corp.test')}/`), 'alice', 'a');
    }
    const silent = await app.answered(browser, app.begin({ prompt: 'none', max_age: '0' }));
    assert.equal(silent.searchParams.get('error'), 'login_required');
  });

  test('the end of the gateway’s session ends what it let in', async () => {
    const browser = await app.gateway.signedIn('bob');
    const begun = app.begin();
    const [first, second] = [await app.answered(browser, begun), await app.answered(browser, begun)];
    const tokens = json((await app.redeem(first.searchParams.get('code') ?? '', begun.verifier)).body);
    const bearer = { authorization: `Bearer ${tokens['access_token']}` };
    const before = await app.ask('/userinfo', bearer);
    assert.equal(before.status, 200, `${before.headers['www-authenticate']} ${before.body} ${JSON.stringify(tokens)}`);
    await signOut(browser, app.gateway.suffix('wiki.corp.test'));
    assert.equal((await app.ask('/userinfo', bearer)).status, 401);
    assert.equal((await app.redeem(second.searchParams.get('code') ?? '', begun.verifier)).status, 400);
  });
});

describe('how an app’s server shows who it is', () => {
  test('by a secret in the form', async () => {
    const auth = { method: 'client_secret_post', secret: 'another-secret' } as const;
    const app = await startOpenidApp({ auth });
    try {
      const browser = await app.gateway.signedIn('alice');
      const begun = app.begin();
      const code = (await app.answered(browser, begun)).searchParams.get('code') ?? '';
      const fields = { client_id: WIKI.clientId, client_secret: auth.secret };
      const wrong = { ...fields, client_secret: 'a-guess' };
      assert.equal((await app.redeem(code, begun.verifier, { authorization: '', fields: wrong })).status, 401);
      assert.equal((await app.redeem(code, begun.verifier, { authorization: '', fields })).status, 200);
    } finally {
      await app.gateway.close();
    }
  });
});
