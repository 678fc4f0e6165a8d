import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decodeJwt, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { Answer } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/token-issuer.ts';
import { writtenRow } from '../../support/written-row.ts';

const DOWNLOADS = { name: 'D', control: 'download', severity: 'high', mode: 'active' } as const;
const STRONG = { strengths: ['c2'], maxAge: 600_000 };

describe('clients that are no browser come with access tokens', () => {
  let gateway: TestGateway;
  let issuer: TokenIssuer;

  before(async () => {
    issuer = await startTokenIssuer();
    const { bearer } = issuer;
    const ofMail = { ...bearer, audience: 'api://mail', scopes: [], forward: false };
    gateway = await startTestGateway({
      handler: (request, response) => {
        response.setHeader('content-type', 'application/json');
        if (request.url !== '/page') response.setHeader('content-disposition', 'attachment; filename=a.bin');
        response.end('{"the":"app"}');
      },
      policies: [
        {
          id: 'no-downloads',
          name: 'No downloads',
          control: 'download',
          action: 'block',
          severity: 'high',
          mode: 'active',
          when: { user: ['bob'] },
        },
        { ...DOWNLOADS, id: 'strong', when: { path: ['/strong*'] }, action: 'step-up', stepUp: STRONG },
        {
          ...DOWNLOADS,
          id: 'key',
          when: { path: ['/key*'] },
          action: 'step-up',
          stepUp: { strengths: [], factor: 'any' },
        },
        { ...DOWNLOADS, id: 'apps', when: { path: ['/apps*'], client: ['native'], unknown: 'fails' }, action: 'block' },
        { ...DOWNLOADS, id: 'browsers', when: { path: ['/browsers*'], client: ['browser'] }, action: 'block' },
        { ...DOWNLOADS, id: 'why', when: { path: ['/why*'] }, action: 'warn' },
      ],
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) => ({ ...app, bearer: app.id === 'wiki' ? bearer : ofMail })),
      }),
    });
  });
  after(async () => {
    await gateway?.close();
    await issuer?.close();
  });

  const token: TokenIssuer['token'] = (...how) => issuer.token(...how);
  /** One that names no end. */
  const endless = async (): Promise<string> => {
    const { exp: _end, ...claims } = decodeJwt(await token());
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(issuer.key);
  };
  /** A client that sends nothing of what browsers send. */
  const send = (path: string, headers: Record<string, string>, host = 'wiki.corp.test'): Promise<Answer> =>
    gateway.client().plain(`${gateway.suffix(host)}${path}`, headers);
  const asked = async (jwt: string): Promise<readonly [number, string]> => {
    const answer = await send('/page', { authorization: `Bearer ${jwt}` });
    return [answer.status, String(answer.headers['www-authenticate'] ?? '')];
  };

  test('a good one lets the request in, under the same policies', async () => {
    const authorization = `Bearer ${await token()}`;
    const answer = await send('/page', { authorization });
    assert.deepEqual([answer.status, answer.body.toString()], [200, '{"the":"app"}']);
    assert.equal(gateway.origin.seen.at(-1)?.headers.authorization, authorization, 'the app gets it as well');
    const blocked = await send('/file', { authorization });
    assert.equal(blocked.status, 403);
    assert.equal(blocked.headers['content-type'], 'application/problem+json');
    const said = JSON.parse(blocked.body.toString()) as Record<string, unknown>;
    assert.deepEqual([said['status'], said['error'], said['activity']], [403, 'blocked', 'download']);
    const page = await send('/file', { authorization, accept: 'text/html' });
    assert.equal(page.headers['content-type'], 'application/problem+json', 'a page is of no use to a program');
    const other = `Bearer ${await token({ sub: 'alice', preferred_username: 'alice' })}`;
    assert.equal((await send('/file', { authorization: other })).status, 200);
  });

  test('none is answered with what is missing, in a form that programs read', async () => {
    const answer = await send('/page', {});
    assert.equal(answer.status, 401);
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="wiki", scope="wiki.read"');
    assert.equal((JSON.parse(answer.body.toString()) as { error: string }).error, 'sign_in_required');
    assert.match(
      String((await send('/page', { authorization: 'Basic YTpi' })).headers['www-authenticate']),
      /^Bearer /,
    );
  });

  test('one that is another’s, for another, too old or of another kind is refused', async () => {
    const { privateKey: stranger } = await generateKeyPair('RS256');
    const nobody = gateway.origin.seen.length;
    const [, payload = ''] = (await token()).split('.');
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
    const hmacHead = Buffer.from('{"alg":"HS256","kid":"k","typ":"at+jwt"}').toString('base64url');
    const confused = createHmac('sha256', await exportSPKI(issuer.publicKey))
      .update(`${hmacHead}.${payload}`)
      .digest('base64url');
    for (const [name, jwt] of [
      ['another key', await token({}, {}, stranger)],
      ['an unknown key', await token({}, { kid: 'x' }, stranger)],
      ['a key of its own', await token({}, { jwk: await exportJWK(issuer.publicKey) }, stranger)],
      ['no signature', none],
      ['the public key as a secret', `${hmacHead}.${payload}.${confused}`],
      ['another issuer', await token({ iss: 'https://evil.test' })],
      ['a token of another provider', await token({ iss: 'https://other.test' }, {}, stranger)],
      ['another audience', await token({ aud: 'api://mail' })],
      ['no audience', await token({ aud: [] })],
      ['ended', await token({}, {}, issuer.key, '-5m')],
      ['not yet', await token({ nbf: Math.floor(Date.now() / 1000) + 3600 })],
      ['no end', await endless()],
      ['no subject', await token({ sub: '' })],
      ['an ID token', await token({ nonce: 'n' }, { typ: 'JWT' })],
      ['a logout token', await token({}, { typ: 'logout+jwt' })],
      ['one bound to a key', await token({ cnf: { jkt: 'x' } })],
      ['nonsense', 'x.y.z'],
    ] as const) {
      const [status, said] = await asked(jwt);
      assert.equal(status, 401, name);
      assert.match(said, /error="invalid_token"/, name);
    }
    assert.equal(gateway.origin.seen.length, nobody, 'nothing has reached the app');
    const [status, said] = await asked(await token({ scope: 'wiki.readonly' }));
    assert.equal(status, 403);
    assert.match(said, /scope="wiki\.read", error="insufficient_scope"/);
    assert.equal((await asked(await token({ scope: undefined, scp: ['wiki.read'] })))[0], 200);
  });

  test('a new key of the issuer counts, one that it has withdrawn does not', async (t) => {
    const fresh = await generateKeyPair('ES256', { extractable: true });
    const { keys } = issuer;
    const signed = await token({}, { alg: 'ES256', kid: 'fresh' }, fresh.privateKey);
    assert.equal((await asked(signed))[0], 401);
    issuer.keys = [{ ...(await exportJWK(fresh.publicKey)), kid: 'fresh', alg: 'ES256', use: 'sig' }];
    // Keys are looked for again when the last look is a while ago.
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 60_000 });
    try {
      assert.equal((await asked(signed))[0], 200);
      assert.equal((await asked(await token()))[0], 401);
      issuer.keys = keys;
      t.mock.timers.setTime(Date.now() + 60_000);
      assert.equal((await asked(await token()))[0], 200);
    } finally {
      t.mock.timers.reset();
    }
  });

  test('what asks for a stronger sign-in says which, and a token that shows it goes on', async () => {
    const refused = await send('/strong', {
      authorization: `Bearer ${await token({ sub: 'carol', preferred_username: 'carol' })}`,
    });
    assert.equal(refused.status, 401);
    assert.match(
      String(refused.headers['www-authenticate']),
      /error="insufficient_user_authentication", .*acr_values="c2", max_age="600"$/,
    );
    const strong = { sub: 'carol', preferred_username: 'carol', acr: 'c2', auth_time: Math.floor(Date.now() / 1000) };
    assert.equal((await send('/strong', { authorization: `Bearer ${await token(strong)}` })).status, 200);
    const old = { ...strong, auth_time: strong.auth_time - 700 };
    assert.equal((await send('/strong', { authorization: `Bearer ${await token(old)}` })).status, 401);
    for (const path of ['/why', '/key']) {
      const answer = await send(path, { authorization: `Bearer ${await token(strong)}` });
      assert.deepEqual([answer.status, answer.headers['content-type']], [403, 'application/problem+json'], path);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });

  test('a token in the address is none', async () => {
    const seen = gateway.origin.seen.length;
    const jwt = await token();
    assert.equal((await send(`/page?access_token=${jwt}`, {})).status, 401);
    const client = gateway.client();
    const page = await client.send(`${gateway.suffix('wiki.corp.test')}/page?access_token=${jwt}`);
    assert.equal(page.status, 302, 'a browser goes to sign-in');
    assert.equal(gateway.origin.seen.length, seen);
  });

  test('an app never gets a token for another, nor its own where it is not to', async () => {
    const seen = gateway.origin.seen.length;
    const wrong = await send('/page', { authorization: `Bearer ${await token()}` }, 'mail.partner.test');
    assert.equal(wrong.status, 401);
    assert.equal(gateway.origin.seen.length, seen);
    const authorization = `Bearer ${await token({ aud: 'api://mail', scope: undefined })}`;
    assert.equal((await send('/page', { authorization }, 'mail.partner.test')).status, 200);
    const got = gateway.origin.seen.at(-1);
    assert.equal(got?.headers.host, 'mail.partner.test');
    assert.equal(got?.headers.authorization, undefined);
  });

  test('whatever they call themselves, they are what policies for native clients are about', async () => {
    const authorization = `Bearer ${await token({ sub: 'erin', preferred_username: 'erin' })}`;
    for (const agent of ['curl/8', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'x']) {
      const headers = { authorization, 'user-agent': agent };
      assert.equal((await send('/apps', headers)).status, 403, agent);
      assert.equal((await send('/browsers', headers)).status, 200, agent);
    }
  });

  test('a row of the log names the user and no session', async () => {
    await send('/file', { authorization: `Bearer ${await token({ sub: 'dora', preferred_username: 'dora' })}` });
    const found = await writtenRow(gateway.directory, ({ user }) => user === 'dora');
    assert.equal(found.type, 'download');
    assert.equal(found.sessionId, undefined);
  });

  test('a browser with a session is its user, whatever its page’s token says', async () => {
    const alice = await gateway.signedIn('alice');
    const authorization = `Bearer ${await token()}`;
    const answer = await alice.send(`${gateway.suffix('wiki.corp.test')}/file`, { headers: { authorization } });
    assert.equal(answer.status, 200, 'bob may not, alice may');
    assert.equal(gateway.origin.seen.at(-1)?.headers.authorization, authorization, 'it is the page’s own');
    const bob = await gateway.signedIn('bob');
    const other = await token({ sub: 'alice', preferred_username: 'alice' });
    const refused = await bob.send(`${gateway.suffix('wiki.corp.test')}/file`, {
      headers: { authorization: `Bearer ${other}` },
    });
    assert.equal(refused.status, 403, 'somebody else’s token lends him nothing');
  });

  test('a browser needs a session whatever token its page has', async () => {
    const authorization = `Bearer ${await token()}`;
    const fetch = {
      authorization,
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      'sec-fetch-site': 'same-origin',
    };
    assert.equal((await send('/page', fetch)).status, 401);
    assert.equal((await send('/page', { authorization, cookie: '__Host-sallyport-session=ended' })).status, 401);
    assert.equal((await send('/page', { authorization }, 'mail.partner.test')).status, 401);
    const seen = gateway.origin.seen.length;
    await send('/page', fetch);
    assert.equal(gateway.origin.seen.length, seen, 'nothing reaches the app');
  });

  test('it opens none of the gateway’s own routes', async () => {
    const authorization = `Bearer ${await token()}`;
    const answer = await send('/.well-known/sallyport/cookies', { authorization });
    assert.ok(answer.status >= 400, String(answer.status));
  });
});
