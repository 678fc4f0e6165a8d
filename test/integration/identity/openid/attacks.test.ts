import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { BrowserClient } from '../../../support/browser-client.ts';
import { basic, CALLBACK, type OpenidApp, startOpenidApp, WIKI, WIKI_SECRET } from '../../../support/openid-app.ts';

const json = (body: Buffer): Record<string, unknown> => JSON.parse(body.toString()) as Record<string, unknown>;

describe('attacks on an app that takes the gateway as its OpenID provider', () => {
  let app: OpenidApp;
  let alice: BrowserClient;
  const codeOf = async (browser: BrowserClient, begun: ReturnType<OpenidApp['begin']>): Promise<string> =>
    (await app.answered(browser, begun)).searchParams.get('code') ?? '';

  before(async () => {
    app = await startOpenidApp();
    alice = await app.gateway.signedIn('alice');
    await alice.navigate(`${app.gateway.suffix('mail.partner.test')}/`);
  });
  after(() => app.gateway.close());

  test('no answer goes to an address that is not registered', async () => {
    for (const redirect_uri of [
      'https://evil.test/cb',
      `${CALLBACK}.evil.test`,
      CALLBACK.replace('?own=1', ''),
      `${CALLBACK}&more=1`,
      CALLBACK.replace('/cb', '/cb/../open?to=https://evil.test'),
      CALLBACK.replace('wiki.corp.test', 'wiki.corp.test@evil.test'),
      CALLBACK.replace('https:', 'http:'),
      'https://mail.partner.test/cb',
      `${app.gateway.suffix('wiki.corp.test')}/cb?own=1`,
    ]) {
      const answer = await alice.send(app.inside(app.begin({ redirect_uri }).url));
      assert.deepEqual([answer.status, answer.headers.location], [400, undefined], redirect_uri);
      assert.doesNotMatch(answer.body.toString(), /evil\.test\/cb|code=/);
    }
    assert.equal(
      (await alice.send(app.inside(app.begin({ redirect_uri: undefined }).url))).headers.location,
      undefined,
    );
    const doubled = `${app.inside(app.begin().url)}&redirect_uri=https%3A%2F%2Fevil.test%2Fcb`;
    assert.equal((await alice.send(doubled)).headers.location, undefined);
  });

  test('no other response type, no request by reference, no other client', async () => {
    for (const [change, error] of [
      [{ response_type: 'code id_token' }, 'unsupported_response_type'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
      [{ request_uri: 'https://evil.test/request' }, 'request_uri_not_supported'],
    ] as const) {
      const answer = await app.answered(alice, app.begin(change));
      assert.equal(answer.origin, app.gateway.suffix('wiki.corp.test'));
      const said = answer.searchParams.get('error') ?? new URLSearchParams(answer.hash.slice(1)).get('error');
      assert.equal(said, error, answer.href);
      assert.equal(answer.searchParams.get('code'), null);
    }
    for (const change of [{ client_id: 'mail-client' }, { client_id: undefined }])
      assert.equal((await alice.send(app.inside(app.begin(change).url))).status, 400);
  });

  test('a code counts once, and one that is shown again ends what it brought', async () => {
    const begun = app.begin();
    const code = await codeOf(alice, begun);
    const tokens = json((await app.redeem(code, begun.verifier)).body);
    const bearer = { authorization: `Bearer ${tokens['access_token']}` };
    assert.equal((await app.ask('/userinfo', bearer)).status, 200);
    const again = await app.redeem(code, begun.verifier);
    assert.deepEqual([again.status, json(again.body)['error']], [400, 'invalid_grant']);
    assert.equal((await app.ask('/userinfo', bearer)).status, 401);
  });

  test('of several that redeem a code at once one gets tokens', async () => {
    const begun = app.begin();
    const code = await codeOf(alice, begun);
    const answers = await Promise.all(Array.from({ length: 8 }, () => app.redeem(code, begun.verifier)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ status }) => status).join());
  });

  test('a code of one app is worth nothing to another', async () => {
    const begun = app.begin();
    const code = await codeOf(alice, begun);
    const mail = { authorization: basic('mail-client', WIKI_SECRET) };
    const atMail = { ...mail, issuer: app.issuer.replace(/wiki$/, 'mail') };
    for (const change of [mail, atMail]) {
      const answer = await app.redeem(code, begun.verifier, change);
      assert.ok([400, 401].includes(answer.status) && json(answer.body)['access_token'] === undefined);
    }
    assert.equal((await app.redeem(code, begun.verifier)).status, 200, 'and it is still the wiki’s');
  });

  test('the code challenge can be neither left out nor weakened nor outlived', async () => {
    for (const change of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' },
      { code_challenge: 'a'.repeat(43), code_challenge_method: undefined },
    ]) {
      const answer = await app.answered(alice, app.begin(change));
      assert.deepEqual([answer.searchParams.get('error'), answer.searchParams.get('code')], ['invalid_request', null]);
    }
    const begun = app.begin();
    for (const verifier of [undefined, 'a'.repeat(43), createHash('sha256').update(begun.verifier).digest('base64url')])
      assert.equal((await app.redeem(await codeOf(alice, begun), verifier)).status, 400);
  });

  test('where a challenge is optional, one that was made still binds', async () => {
    const lax = await startOpenidApp({ pkce: 'optional' });
    try {
      const browser = await lax.gateway.signedIn('alice');
      const without = lax.begin({ code_challenge: undefined, code_challenge_method: undefined });
      const plain = (await lax.answered(browser, without)).searchParams.get('code') ?? '';
      assert.equal((await lax.redeem(plain, 'a'.repeat(43))).status, 400, 'a verifier for no challenge');
      const code = (await lax.answered(browser, lax.begin())).searchParams.get('code') ?? '';
      assert.equal((await lax.redeem(code, undefined)).status, 400);
    } finally {
      await lax.gateway.close();
    }
  });

  test('a code is bound to the address it was sent to, and the secret is asked for', async () => {
    const begun = app.begin();
    const elsewhere = { fields: { redirect_uri: 'https://static.corp.test/cb' } };
    assert.equal((await app.redeem(await codeOf(alice, begun), begun.verifier, elsewhere)).status, 400);
    const code = await codeOf(alice, begun);
    for (const authorization of ['', basic(WIKI.clientId, 'wrong'), basic(WIKI.clientId, ''), 'Basic x'])
      assert.ok([400, 401].includes((await app.redeem(code, begun.verifier, { authorization })).status), authorization);
    const publicClient = { authorization: '', fields: { client_id: WIKI.clientId } };
    assert.ok([400, 401].includes((await app.redeem(code, begun.verifier, publicClient)).status));
  });

  test('a session of another host opens nothing here, and neither does a cookie that the provider itself would know', async () => {
    const begun = app.begin();
    const cookie = alice.jar.getCookieStringSync(app.gateway.suffix('mail.partner.test'));
    assert.match(cookie, /__Host-sallyport-session=/);
    const stranger = app.gateway.client();
    const answer = await stranger.send(app.inside(begun.url), { headers: { cookie } });
    assert.match(answer.headers.location ?? '', /\/begin\?flow=/);
    const { session } = await sessionOf(alice);
    const forged = await stranger.send(app.inside(begun.url), { headers: { cookie: `_session=${session}` } });
    assert.match(forged.headers.location ?? '', /\/begin\?flow=/);
    const silent = await alice.send(app.inside(app.begin({ prompt: 'none', max_age: '0' }).url), {
      headers: { cookie: `${alice.jar.getCookieStringSync(app.inside(begun.url))}; _session=${session}` },
    });
    assert.match(silent.headers.location ?? '', /error=login_required/);
  });

  test('the answer names who gave it, and each app its own', async () => {
    const answer = await app.answered(alice, app.begin());
    assert.equal(answer.searchParams.get('iss'), app.issuer);
    const mail = json(
      (await app.gateway.client().send(`${app.issuer.replace(/wiki$/, 'mail')}/.well-known/openid-configuration`)).body,
    );
    assert.notEqual(mail['issuer'], app.issuer);
  });

  test('script of a page cannot fetch an answer, nor another origin the tokens', async () => {
    const { url } = app.begin();
    const fetched = await alice.send(app.inside(url), {
      headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' },
    });
    assert.equal(fetched.status, 400);
    for (const [origin, allowed] of [
      [app.gateway.suffix('wiki.corp.test'), true],
      [app.gateway.suffix('mail.partner.test'), false],
      ['https://evil.test', false],
      ['null', false],
    ] as const) {
      const begun = app.begin();
      const answer = await app.gateway.client().send(`${app.issuer}/token`, {
        method: 'POST',
        headers: {
          origin,
          'content-type': 'application/x-www-form-urlencoded',
          authorization: basic(WIKI.clientId, WIKI_SECRET),
        },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code: await codeOf(alice, begun),
          redirect_uri: CALLBACK,
          code_verifier: begun.verifier,
        }).toString(),
      });
      assert.equal(answer.headers['access-control-allow-origin'], allowed ? origin : undefined, origin);
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    }
  });

  test('what an app sends to the token endpoint is bounded', async () => {
    const answer = await app.redeem('x'.repeat(70_000), 'y');
    assert.equal(answer.status, 400);
  });

  async function sessionOf(browser: BrowserClient): Promise<{ session: string }> {
    const begun = app.begin();
    const tokens = json((await app.redeem(await codeOf(browser, begun), begun.verifier)).body);
    const [, payload = ''] = String(tokens['id_token']).split('.');
    return { session: String(JSON.parse(Buffer.from(payload, 'base64url').toString()).sid ?? 'x') };
  }
});

test('an app that signs its assertions: only its own key counts, and each assertion once', async () => {
  const [own, other] = [await generateKeyPair('ES256', { extractable: true }), await generateKeyPair('ES256')];
  const auth = {
    method: 'private_key_jwt',
    keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'ES256' }],
  } as const;
  const app = await startOpenidApp({ auth });
  try {
    const browser = await app.gateway.signedIn('alice');
    const assertion = (key: CryptoKey, change: Record<string, unknown> = {}, jti: string = crypto.randomUUID()) =>
      new SignJWT({ iss: WIKI.clientId, sub: WIKI.clientId, aud: app.issuer, jti, ...change })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(key);
    const redeem = async (client_assertion: string): Promise<number> => {
      const begun = app.begin();
      const code = (await app.answered(browser, begun)).searchParams.get('code') ?? '';
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      const fields = { client_id: WIKI.clientId, client_assertion, client_assertion_type };
      return (await app.redeem(code, begun.verifier, { authorization: '', fields })).status;
    };
    const good = await assertion(own.privateKey);
    assert.equal(await redeem(good), 200);
    assert.equal(await redeem(good), 401, 'shown again');
    assert.equal(await redeem(await assertion(other.privateKey)), 401, 'another key');
    assert.equal(await redeem(await assertion(own.privateKey, { aud: 'https://evil.test' })), 401, 'for somebody else');
    assert.ok([400, 401].includes(await redeem(await assertion(own.privateKey, { sub: 'mail-client' }))));
    const [, body = ''] = good.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    assert.equal(await redeem(none), 401, 'no signature');
  } finally {
    await app.gateway.close();
  }
});
