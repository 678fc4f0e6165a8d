import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { AdapterFactory, Configuration } from 'oidc-provider';
import { signingJwk } from '../../../../src/identity/broker/openid/signing-key.ts';
import { Failure } from '../../../../src/model/failure.ts';
import type { BrowserClient } from '../../../support/browser-client.ts';
import { type Harness, startHarness } from '../../../support/handoff-harness.ts';
import { type OidcStub, startOidcStub } from '../../../support/oidc-stub.ts';
import { signOut } from '../../../support/sign-out.ts';

/** Milliseconds; the harness ends sessions that are unused for a minute. */
const AGE = 20_000;

/** The user as the app is told of them, on a request of a page's script. */
async function userAt(harness: Harness, browser: BrowserClient): Promise<Record<string, unknown> | undefined> {
  if ((await harness.whoAt(browser, 'wiki.corp.test')) === undefined) return undefined;
  const answer = await browser.send(`${harness.at('wiki.corp.test')}/who`, {
    headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' },
  });
  return JSON.parse(answer.body.toString()).user;
}

describe('renewal by refresh token, at the embedded provider', () => {
  let harness: Harness;
  let groups: string[] = ['staff'];
  let disabled = false;
  let shown = 0;
  let forgotten = 0;
  before(async () => {
    harness = await startHarness({
      change: (made) => ({ ...made, renewal: { claimsMaxAge: AGE, silentAfter: undefined } }),
      configure: (own: Configuration): Configuration => ({
        ...own,
        clients: own.clients?.map((client) => ({ ...client, grant_types: ['authorization_code', 'refresh_token'] })),
        issueRefreshToken: async () => true,
        ttl: { ...own.ttl, RefreshToken: 3600 },
        rotateRefreshToken: true,
        features: { ...own.features, revocation: { enabled: true } },
        adapter: ((model: string) => {
          const kept = (own.adapter as AdapterFactory)(model);
          if (model !== 'RefreshToken') return kept;
          const destroy = kept.destroy.bind(kept);
          return Object.assign(kept, {
            destroy: (id: string) => {
              forgotten++;
              return destroy(id);
            },
          });
        }) as AdapterFactory,
        findAccount: async (koa, id, token) => {
          if (token?.kind === 'RefreshToken') shown++;
          const account = await own.findAccount?.(koa, id, token);
          if (!account || disabled) return undefined;
          return { ...account, claims: async (...use) => ({ ...(await account.claims(...use)), groups }) };
        },
      }),
    });
  });
  after(() => harness.close());

  test('SESS-19: group and session follow the provider while the person only uses the app', async () => {
    const browser = await harness.signedIn('alice');
    const url = `${harness.at('wiki.corp.test')}/page`;
    for (const [round, now] of [['guests'], ['guests', 'finance'], ['staff']].entries()) {
      groups = now;
      harness.clock.now += 2 * AGE;
      assert.deepEqual((await userAt(harness, browser))?.['groups'], now);
      assert.equal(shown, round + 1);
      assert.equal((await browser.navigate(url)).url, url, 'no redirect');
    }
    assert.equal(harness.cut.length, 3);
    disabled = true;
    harness.clock.now += 2 * AGE;
    assert.equal(await harness.whoAt(browser, 'wiki.corp.test'), undefined);
    assert.equal(harness.ended.length, 1);
    disabled = false;
  });

  test('signing out has the provider forget the refresh token', async () => {
    const browser = await harness.signedIn('bob');
    const wiki = harness.at('wiki.corp.test');
    const before = forgotten;
    await signOut(browser, wiki);
    for (let look = 0; look < 6000 && forgotten === before; look++) await new Promise((next) => setTimeout(next, 20));
    assert.equal(forgotten, before + 1);
  });
});

describe('renewal by refresh token, at a provider that fails', () => {
  let stub: OidcStub;
  afterEach(() => stub.close());
  const renew = (subject = 'bob') => stub.provider.renewal?.renew('r1', subject);
  const unavailable = (error: unknown): boolean => error instanceof Failure && error.code === 'provider-unavailable';

  test('a new token is given on, an old one where there is none; claims come from a token that is checked', async () => {
    stub = await startOidcStub();
    stub.claims = { groups: ['a'] };
    stub.tokens = { refresh_token: 'r2' };
    const answer = await renew();
    assert.ok(answer && 'claims' in answer);
    assert.deepEqual([answer.token, answer.claims?.['groups']], ['r2', ['a']]);
    assert.equal(stub.requests.at(-2)?.form.get('refresh_token'), 'r1');
    stub.tokens = { id_token: undefined };
    assert.deepEqual(await renew(), { token: 'r1' });
  });

  test('somebody else, a bad signature, another issuer or an ended token is a refusal', async () => {
    stub = await startOidcStub();
    const at = Math.floor(Date.now() / 1000);
    const good = { iss: stub.issuer, aud: 'gw', sub: 'bob', iat: at, exp: at + 60 };
    const other = await startOidcStub();
    const bad = {
      'somebody else': stub.token({ ...good, sub: 'admin' }),
      'another key': stub.token(good, { kid: signingJwk(stub.keys[0] ?? '').kid }, other.keys[0]),
      'another issuer': stub.token({ ...good, iss: 'https://evil.test' }),
      'another client': stub.token({ ...good, aud: 'other' }),
      ended: stub.token({ ...good, iat: at - 600, exp: at - 300 }),
    };
    await other.close();
    for (const [what, id_token] of Object.entries(bad)) {
      stub.tokens = { id_token, refresh_token: 'r2' };
      const answer = await renew();
      assert.ok(answer && 'refused' in answer, `${what}: ${JSON.stringify(answer)}`);
    }
    const unsigned = `${stub.token(good, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`;
    stub.tokens = { id_token: unsigned, refresh_token: 'r2' };
    await assert.rejects(async () => renew(), unavailable);
  });

  test('groups that cannot be had at the moment change nothing, and the new token is kept', async () => {
    stub = await startOidcStub({}, (issuer) => ({
      groups: { url: `${issuer}/groups`, method: 'POST', securityOnly: true, when: 'always' },
    }));
    stub.tokens = { refresh_token: 'r2' };
    stub.faults.set('/groups', { status: 503, body: 'down' });
    const answer = await renew();
    assert.ok(answer && 'silent' in answer);
    assert.equal(answer.token, 'r2');
    assert.match(answer.silent, /answered 503/);
  });

  test('a refresh token is revoked where the provider offers that', async () => {
    stub = await startOidcStub();
    await stub.provider.renewal?.revoke('r1');
    assert.equal(stub.asked('/revoke'), 0);
    await stub.close();
    stub = await startOidcStub();
    stub.metadata = { revocation_endpoint: `${stub.issuer}/revoke` };
    stub.faults.set('/revoke', { body: '' });
    await stub.provider.renewal?.revoke('r1');
    const sent = stub.requests.find(({ path }) => path === '/revoke')?.form;
    assert.deepEqual([sent?.get('token'), sent?.get('token_type_hint')], ['r1', 'refresh_token']);
    stub.faults.set('/revoke', 'silence');
    await assert.rejects(async () => stub.provider.renewal?.revoke('r1'), unavailable);
  });

  test('only a clear word refuses: silence, a proxy’s page, a limit or a fault of ours is none', async () => {
    stub = await startOidcStub();
    for (const error of ['invalid_grant', 'interaction_required', 'login_required']) {
      stub.faults.set('/token', { status: 400, body: { error } });
      const answer = await renew();
      assert.ok(answer && 'refused' in answer, error);
    }
    for (const fault of [
      'silence',
      { status: 503, body: 'down' },
      { status: 429, body: { error: 'slow_down' } },
      { status: 403, type: 'text/html', body: '<h1>blocked</h1>' },
      { status: 200, type: 'text/html', body: '<h1>sign in</h1>' },
      { status: 401, body: { error: 'invalid_client' } },
      { status: 400, body: { error: 'temporarily_unavailable' } },
      { status: 200, body: {} },
    ] as const) {
      stub.faults.set('/token', fault);
      await assert.rejects(async () => renew(), unavailable, JSON.stringify(fault));
    }
  });
});

describe('silent renewal on the next page', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({
      change: (made) => ({
        ...made,
        pushedRequests: 'required',
        renewal: { claimsMaxAge: AGE, silentAfter: AGE },
      }),
    });
  });
  after(() => harness.close());
  const page = () => `${harness.at('wiki.corp.test')}/page?a=1`;
  const idp = () => new URL(harness.settings.issuer).host;
  /** Follows a navigation and gives the hosts it passed. */
  async function passed(browser: BrowserClient, url = page()) {
    const hosts: string[] = [];
    const queries: URLSearchParams[] = [];
    const send = browser.send.bind(browser);
    browser.send = async (to, options) => {
      hosts.push(new URL(to).host);
      queries.push(new URL(to).searchParams);
      return send(to, options);
    };
    const answer = await browser.navigate(url);
    browser.send = send;
    return { answer, hosts, asked: queries.find((each) => each.has('response_type')) };
  }

  test('leads past the provider and back to the very place, and renews the session that is there', async () => {
    const browser = await harness.signedIn('alice', page());
    const events = harness.events.length;
    assert.ok(!(await passed(browser)).hosts.includes(idp()), 'fresh');
    harness.clock.now += 2 * AGE;
    assert.equal(await harness.whoAt(browser, 'wiki.corp.test'), 'alice', 'a script is not led anywhere');
    const { answer, hosts, asked } = await passed(browser);
    assert.ok(hosts.includes(idp()));
    assert.equal(asked?.get('prompt'), 'none');
    assert.ok(asked?.has('id_token_hint'));
    assert.deepEqual([answer.status, answer.url], [200, page()]);
    assert.equal(harness.ended.length, 0);
    assert.equal(harness.events.length, events + 1);
    assert.ok(!(await passed(browser)).hosts.includes(idp()), 'fresh again');
  });

  test('who is signed out at the provider is signed out here, and asked to sign in', async () => {
    const browser = await harness.signedIn('bob', page());
    const ended = harness.ended.length;
    browser.jar.removeAllCookiesSync();
    const stranger = await harness.signedIn('bob', page());
    const cookies = stranger.jar.getCookiesSync(harness.settings.issuer);
    for (const { domain, path, key } of cookies) await stranger.jar.store.removeCookie(domain ?? '', path ?? '/', key);
    harness.clock.now += 2 * AGE;
    const { answer } = await passed(stranger);
    assert.match(answer.body.toString(), /Sign in with your work account/);
    assert.equal(harness.ended.length, ended + 1);
    assert.equal(await harness.whoAt(stranger, 'wiki.corp.test'), undefined);
    assert.equal((await stranger.signIn(answer, 'bob', 'bob-pass')).url, page());
  });

  test('frames, posts and scripts are not led away', async () => {
    const browser = await harness.signedIn('carol', page());
    harness.clock.now += 2 * AGE;
    const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin', accept: 'text/html' };
    const requests = [
      { headers: { ...navigate, 'sec-fetch-dest': 'iframe' } },
      { method: 'POST', headers: { ...navigate, 'sec-fetch-dest': 'document' } },
      { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' } },
    ];
    for (const request of requests) assert.equal((await browser.send(page(), request)).status, 200);
    const led = await browser.send(page(), { headers: { ...navigate, 'sec-fetch-dest': 'document' } });
    assert.equal(led.status, 302);
    const again = await browser.send(page(), { headers: { ...navigate, 'sec-fetch-dest': 'document' } });
    assert.equal(again.status, 200, 'once a minute: a provider that fails keeps nobody out');
  });
});
