import assert from 'node:assert/strict';
import { createHmac, randomUUID, sign } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { newSigningKey, signingJwk } from '../../../../src/identity/broker/openid/signing-key.ts';
import type { Answer, BrowserClient } from '../../../support/browser-client.ts';
import { CLIENT, type Harness, startHarness } from '../../../support/handoff-harness.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

describe('the provider ends sessions', () => {
  const key = newSigningKey();
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ signingKey: key });
  });
  after(() => harness.close());

  const base = (): string => `${harness.login}/.well-known/sallyport/oidc/corp`;
  const here = (browser: BrowserClient): Promise<string | undefined> => harness.whoAt(browser, 'wiki.corp.test');
  const now = (): number => Math.floor(Date.now() / 1000);

  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (claims: object, header: object): string => `${encode(header)}.${encode(claims)}`;
  const claimsFor = (change: object = {}): Record<string, unknown> => ({
    iss: harness.settings.issuer,
    aud: CLIENT.id,
    iat: now(),
    exp: now() + 120,
    jti: randomUUID(),
    sub: 'bob',
    events: { [EVENT]: {} },
    ...change,
  });
  const head = (change: object = {}): object => ({
    alg: 'RS256',
    typ: 'logout+jwt',
    kid: signingJwk(key).kid,
    ...change,
  });
  const token = (change: object = {}, header: object = {}, signer = key): string => {
    const text = unsigned(claimsFor(change), head(header));
    return `${text}.${sign('sha256', Buffer.from(text), signer).toString('base64url')}`;
  };
  const post = (
    logoutToken: string,
    form = `logout_token=${logoutToken}`,
    type = 'application/x-www-form-urlencoded',
  ): Promise<Answer> =>
    harness.client().send(`${base()}/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: form,
    });
  /** The `sid` the provider gave a session, from the ID token that sign-out shows it. */
  async function sidOf(browser: BrowserClient): Promise<string> {
    const wiki = harness.at('wiki.corp.test');
    const sealed = browser.jar.getCookiesSync(wiki).find((cookie) => cookie.key === '__Host-sallyport-session')?.value;
    const open = await harness.sessions.open(sealed ?? '', new URL(wiki).host);
    const part = open?.signOutHint?.split('.')[1] ?? '';
    return (JSON.parse(Buffer.from(part, 'base64url').toString()) as { sid: string }).sid;
  }

  test('signing out at the provider ends the session of that browser here, and no other', async () => {
    const [one, two] = [await harness.signedIn('alice'), await harness.signedIn('alice')];
    const asked = (await one.send(`${harness.settings.issuer}/session/end`)).body.toString();
    await one.send(/action="([^"]*)"/.exec(asked)?.[1] ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        xsrf: /name="xsrf" value="([^"]*)"/.exec(asked)?.[1] ?? '',
        logout: 'yes',
      }).toString(),
    });
    assert.deepEqual([await here(one), await here(two)], [undefined, 'alice']);
    assert.equal(harness.events.at(-1)?.type, 'sign-out');
    assert.ok(harness.ended.includes(harness.events.at(-1)?.sessionId ?? ''));
  });

  test('a token that names the person ends all of theirs, one that names a session that one', async () => {
    const [one, two, three, other] = [
      await harness.signedIn('bob'),
      await harness.signedIn('bob'),
      await harness.signedIn('bob'),
      await harness.signedIn('alice'),
    ];
    const byName = await post(token({ sid: await sidOf(one) }));
    assert.equal(byName.status, 200);
    assert.equal(byName.headers['cache-control'], 'no-store');
    assert.deepEqual([await here(one), await here(two), await here(three)], [undefined, 'bob', 'bob']);
    assert.equal((await post(token({ sub: undefined, sid: await sidOf(two) }))).status, 200);
    assert.deepEqual([await here(two), await here(three)], [undefined, 'bob']);
    assert.equal((await post(token())).status, 200);
    assert.deepEqual([await here(three), await here(other)], [undefined, 'alice']);
  });

  test('OIDC-09 OIDC-13: a logout token that is not the provider’s, not for us or no logout token ends nothing', async () => {
    const browser = await harness.signedIn('bob');
    const sid = await sidOf(browser);
    const { issuer } = harness.settings;
    const forged = unsigned(claimsFor(), head({ alg: 'HS256' }));
    const used = token({ sub: 'nobody' });
    assert.equal((await post(used)).status, 200);
    const attacks: Record<string, string> = {
      'no token': '',
      'no signature': `${unsigned(claimsFor(), head({ alg: 'none' }))}.`,
      'signed with the client secret': `${forged}.${createHmac('sha256', CLIENT.secret).update(forged).digest('base64url')}`,
      'signed by somebody else': token({}, {}, newSigningKey()),
      'of an unknown key': token({}, { kid: 'other' }),
      'of another issuer': token({ iss: 'https://evil.test' }),
      'of an issuer with a slash more': token({ iss: `${issuer}/` }),
      'for another client': token({ aud: 'other' }),
      'without audience': token({ aud: undefined }),
      'without iat': token({ iat: undefined }),
      'too old': token({ iat: now() - 3600, exp: undefined }),
      ended: token({ iat: now() - 200, exp: now() - 100 }),
      'from the future': token({ iat: now() + 3600, exp: now() + 7200 }),
      'without jti': token({ jti: undefined }),
      'with a nonce': token({ nonce: 'n' }),
      'an ID token': token({ events: undefined, nonce: 'n', sid }, { typ: 'JWT' }),
      'an access token': token({}, { typ: 'at+jwt' }),
      'of another event': token({ events: { 'http://evil.test/event': {} } }),
      'events as a list': token({ events: [EVENT] }),
      'an event that is no object': token({ events: { [EVENT]: true } }),
      'neither sub nor sid': token({ sub: undefined }),
      'an empty sid': token({ sid: '' }),
      'a sub that is a list': token({ sub: ['bob'] }),
      'a token used before': used,
    };
    for (const [what, attack] of Object.entries(attacks)) assert.equal((await post(attack)).status, 400, what);
    const good = token();
    assert.equal((await post('', `logout_token=${used}&logout_token=${good}`)).status, 400, 'two tokens');
    assert.equal((await post('', good, 'application/json')).status, 400, 'another kind of body');
    assert.equal((await post('', `logout_token=${'a'.repeat(70_000)}`)).status, 400, 'a body too large');
    assert.equal((await harness.client().send(`${base()}/backchannel-logout?logout_token=${good}`)).status, 400, 'GET');
    assert.equal(await here(browser), 'bob');
    assert.equal((await post(good)).status, 200);
    assert.equal(await here(browser), undefined);
    assert.equal((await post(good)).status, 400, 'a second time');
  });

  test('a frame of the provider that names the session ends it', async () => {
    const [one, two] = [await harness.signedIn('bob'), await harness.signedIn('bob')];
    const query = new URLSearchParams({ iss: harness.settings.issuer, sid: await sidOf(one) });
    assert.equal((await harness.client().send(`${base()}/frontchannel-logout?${query}`)).status, 200);
    assert.deepEqual([await here(one), await here(two)], [undefined, 'bob']);
    const without = new URLSearchParams({ sid: await sidOf(two) });
    assert.equal((await harness.client().send(`${base()}/frontchannel-logout?${without}`)).status, 200);
    assert.equal(await here(two), undefined);
  });

  test('OIDC-19: any other site’s frame, image or form ends nothing, though the cookies come along', async () => {
    const browser = await harness.signedIn('bob');
    const sid = await sidOf(browser);
    const { issuer } = harness.settings;
    const tries = [
      '',
      `?iss=${encodeURIComponent(issuer)}`,
      `?iss=${encodeURIComponent(issuer)}&sid=`,
      `?iss=https://evil.test&sid=${sid}`,
      `?sid=${sid}&sid=other`,
      '?sub=bob',
    ];
    for (const query of tries)
      assert.equal((await browser.send(`${base()}/frontchannel-logout${query}`)).status, 400, query);
    assert.equal((await browser.send(`${base()}/frontchannel-logout?sid=guess`)).status, 200);
    assert.equal(
      (await browser.send(`${base()}/frontchannel-logout?sid=${sid}`, { method: 'POST' })).status,
      400,
      'a form',
    );
    assert.equal(await here(browser), 'bob');
  });
});
