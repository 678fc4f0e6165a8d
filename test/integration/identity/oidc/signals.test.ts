import assert from 'node:assert/strict';
import { createHmac, randomUUID, sign } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Configuration } from 'oidc-provider';
import { newSigningKey, signingJwk } from '../../../../src/identity/broker/openid/signing-key.ts';
import type { Answer, BrowserClient } from '../../../support/browser-client.ts';
import { CLIENT, type Harness, SCRIPT, startHarness } from '../../../support/handoff-harness.ts';

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type/';
const AUDIENCE = 'https://gateway.corp.test/events';
const TOKEN = 'the-bearer-token-of-the-transmitter';

describe('security events', () => {
  const key = newSigningKey();
  let harness: Harness;
  let groups: string[] = ['staff'];
  let disabled = false;
  let silent = false;

  async function start(refresh: boolean, pushToken?: string): Promise<Harness> {
    return startHarness({
      signingKey: key,
      change: (made) => ({
        ...made,
        signals: {
          issuer: made.issuer,
          audience: AUDIENCE,
          jwksUri: `${made.issuer}/jwks`,
          pushToken,
          poll: undefined,
        },
      }),
      configure: (own: Configuration): Configuration => ({
        ...own,
        clients: own.clients?.map((client) => ({ ...client, grant_types: ['authorization_code', 'refresh_token'] })),
        issueRefreshToken: async () => refresh,
        ttl: { ...own.ttl, RefreshToken: 3600 },
        rotateRefreshToken: true,
        findAccount: async (koa, id, token) => {
          const renewing = token?.kind === 'RefreshToken';
          if (renewing && silent) throw new Error('down');
          const account = await own.findAccount?.(koa, id, token);
          if (!account || (renewing && disabled)) return undefined;
          return { ...account, claims: async (...use) => ({ ...(await account.claims(...use)), groups }) };
        },
      }),
    });
  }

  beforeEach(() => {
    [groups, disabled, silent] = [['staff'], false, false];
  });

  const now = (): number => Math.floor(Date.now() / 1000);
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const person = (sub = 'bob'): object => ({ format: 'iss_sub', iss: harness.settings.issuer, sub });
  const claims = (change: object = {}): object => ({
    iss: harness.settings.issuer,
    aud: AUDIENCE,
    iat: now(),
    jti: randomUUID(),
    sub_id: person(),
    events: { [`${CAEP}session-revoked`]: { event_timestamp: now() } },
    ...change,
  });
  const head = (change: object = {}): object => ({
    alg: 'RS256',
    typ: 'secevent+jwt',
    kid: signingJwk(key).kid,
    ...change,
  });
  const token = (change: object = {}, header: object = {}, signer = key): string => {
    const text = `${encode(head(header))}.${encode(claims(change))}`;
    return `${text}.${sign('sha256', Buffer.from(text), signer).toString('base64url')}`;
  };
  const event = (type: string, body: object = {}, sub_id: unknown = person()): string =>
    token({ sub_id, events: { [type]: body } });
  const push = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
    harness.client().send(`${harness.login}/.well-known/sallyport/oidc/corp/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json', ...headers },
      body,
    });
  const here = (browser: BrowserClient): Promise<string | undefined> => harness.whoAt(browser, 'wiki.corp.test');
  const groupsOf = async (browser: BrowserClient): Promise<unknown> => {
    const answer = await browser.send(`${harness.at('wiki.corp.test')}/who`, { headers: SCRIPT });
    return answer.status === 200 ? JSON.parse(answer.body.toString()).user.groups : answer.status;
  };
  async function sidOf(browser: BrowserClient): Promise<string> {
    const wiki = harness.at('wiki.corp.test');
    const sealed = browser.jar.getCookiesSync(wiki).find((cookie) => cookie.key === '__Host-sallyport-session')?.value;
    const open = await harness.sessions.open(sealed ?? '', new URL(wiki).host);
    const part = open?.signOutHint?.split('.')[1] ?? '';
    return (JSON.parse(Buffer.from(part, 'base64url').toString()) as { sid: string }).sid;
  }

  describe('where claims cannot be had anew', () => {
    before(async () => {
      harness = await start(false);
    });
    after(() => harness.close());

    test('a revoked session ends: one by its name, all of a person by theirs, in every form of a subject', async () => {
      const [one, two, alice] = [
        await harness.signedIn('bob'),
        await harness.signedIn('bob'),
        await harness.signedIn('alice'),
      ];
      const session = { format: 'opaque', id: await sidOf(one) };
      const answer = await push(event(`${CAEP}session-revoked`, {}, { format: 'complex', user: person(), session }));
      assert.deepEqual([answer.status, answer.body.toString()], [202, '']);
      assert.deepEqual([await here(one), await here(two)], [undefined, 'bob']);
      const ended = harness.ended.length;
      for (const nobody of [
        person('nobody'),
        { ...person(), iss: 'https://evil.test' },
        { format: 'complex', user: person('alice'), session: { format: 'opaque', id: await sidOf(two) } },
        { format: 'complex', device: { format: 'opaque', id: 'laptop' } },
        { format: 'phone_number', phone_number: '+1' },
        { format: 'toString' },
        { format: 'aliases', identifiers: [] },
        'bob',
        null,
      ])
        assert.equal((await push(event(`${CAEP}session-revoked`, {}, nobody))).status, 202, JSON.stringify(nobody));
      assert.equal(harness.ended.length, ended, 'nobody’s session ends for a subject that is not theirs');
      assert.equal((await push(event(`${CAEP}session-revoked`))).status, 202);
      assert.deepEqual([await here(two), await here(alice)], [undefined, 'alice']);
      for (const subject of [
        { format: 'opaque', id: 'bob' },
        { format: 'email', email: 'X@corp.test' },
        { format: 'account', uri: 'acct:x@corp.test' },
        { format: 'aliases', identifiers: [{ format: 'phone_number', phone_number: '+1' }, person()] },
        { format: 'complex', user: person(), tenant: { format: 'opaque', id: 'corp' } },
        { user: person() },
      ]) {
        const browser = await harness.signedIn('bob');
        await push(event(`${CAEP}session-revoked`, {}, subject));
        assert.equal(await here(browser), undefined, JSON.stringify(subject));
      }
      const old = await harness.signedIn('bob');
      await push(token({ sub_id: undefined, events: { [`${CAEP}session-revoked`]: { subject: person() } } }));
      assert.equal(await here(old), undefined, 'the subject inside the event, as drafts had it');
    });

    test('each event does what its type says; one we do not know does nothing', async () => {
      const table: readonly [string, object, boolean][] = [
        [`${CAEP}session-revoked`, {}, true],
        [`${CAEP}token-claims-change`, { claims: { role: 'x' } }, true],
        [`${CAEP}credential-change`, { credential_type: 'password', change_type: 'update' }, true],
        [`${CAEP}credential-change`, { credential_type: 'fido2-roaming', change_type: 'create' }, false],
        [`${CAEP}device-compliance-change`, { current_status: 'not-compliant' }, true],
        [`${CAEP}assurance-level-change`, { change_direction: 'decrease' }, true],
        [`${CAEP}assurance-level-change`, { change_direction: 'increase' }, false],
        [`${CAEP}risk-level-change`, { current_level: 'HIGH' }, true],
        [`${CAEP}session-established`, {}, false],
        [`${RISC}account-disabled`, {}, true],
        [`${RISC}credential-compromise`, {}, true],
        [`${SSF}verification`, { state: 's' }, false],
        ['https://schemas.openid.net/secevent/caep/event-type/toString', {}, false],
        ['toString', {}, false],
      ];
      for (const [type, body, ends] of table) {
        const browser = await harness.signedIn('bob');
        assert.equal((await push(event(type, body))).status, 202, type);
        assert.equal(await here(browser), ends ? undefined : 'bob', `${type} ${JSON.stringify(body)}`);
      }
      await push(event(`${SSF}stream-updated`, { status: 'paused' }, undefined));
      assert.match(harness.warnings.at(-1) ?? '', /stream is paused/);
    });

    test('an event that is forged, for somebody else, of another type or too large does nothing', async () => {
      const browser = await harness.signedIn('bob');
      const { issuer } = harness.settings;
      const type = `${CAEP}session-revoked`;
      const text = `${encode(head({ alg: 'HS256' }))}.${encode(claims())}`;
      const attacks: Record<string, readonly [body: string, err: string]> = {
        nothing: ['', 'invalid_request'],
        'no token': ['bob', 'invalid_request'],
        'no signature': [`${encode(head({ alg: 'none' }))}.${encode(claims())}.`, 'invalid_request'],
        'signed with the client secret': [
          `${text}.${createHmac('sha256', CLIENT.secret).update(text).digest('base64url')}`,
          'invalid_request',
        ],
        'signed by somebody else': [token({}, {}, newSigningKey()), 'invalid_key'],
        'of an unknown key': [token({}, { kid: 'other' }), 'invalid_key'],
        'of another issuer': [token({ iss: 'https://evil.test' }), 'invalid_issuer'],
        'of an issuer with a slash more': [token({ iss: `${issuer}/` }), 'invalid_issuer'],
        'without issuer': [token({ iss: undefined }), 'invalid_issuer'],
        'for another receiver': [token({ aud: 'https://other.test' }), 'invalid_audience'],
        'for the client, as ID tokens are': [token({ aud: CLIENT.id }), 'invalid_audience'],
        'without audience': [token({ aud: undefined }), 'invalid_audience'],
        'without a type': [token({}, { typ: undefined }), 'invalid_request'],
        'an ID token': [token({ sub: 'bob', nonce: 'n' }, { typ: 'JWT' }), 'invalid_request'],
        'an access token': [token({}, { typ: 'at+jwt' }), 'invalid_request'],
        'a logout token': [token({}, { typ: 'logout+jwt' }), 'invalid_request'],
        'with a sub': [token({ sub: 'bob' }), 'invalid_request'],
        'without jti': [token({ jti: undefined }), 'invalid_request'],
        'a jti that is a list': [token({ jti: ['a'] }), 'invalid_request'],
        'without iat': [token({ iat: undefined }), 'invalid_request'],
        'too old': [token({ iat: now() - 2 * 86_400 }), 'invalid_request'],
        'from the future': [token({ iat: now() + 3600 }), 'invalid_request'],
        ended: [token({ exp: now() - 100 }), 'invalid_request'],
        'without events': [token({ events: undefined }), 'invalid_request'],
        'events as a list': [token({ events: [type] }), 'invalid_request'],
        'no event in it': [token({ events: {} }), 'invalid_request'],
        'two events in one': [token({ events: { [type]: {}, [`${RISC}account-disabled`]: {} } }), 'invalid_request'],
        'an event that is no object': [token({ events: { [type]: true } }), 'invalid_request'],
        huge: [token({ padding: 'a'.repeat(70_000) }), 'invalid_request'],
      };
      for (const [what, [body, err]] of Object.entries(attacks)) {
        const answer = await push(body);
        assert.equal(answer.status, 400, what);
        assert.equal(JSON.parse(answer.body.toString()).err, err, what);
        assert.equal(answer.headers['cache-control'], 'no-store');
      }
      assert.equal((await push(token(), { 'content-type': 'application/json' })).status, 400, 'another kind of body');
      const url = `${harness.login}/.well-known/sallyport/oidc/corp/events`;
      assert.equal((await browser.send(url)).status, 400, 'GET');
      assert.equal(await here(browser), 'bob');
    });

    test('an event that came before is taken and does nothing', async () => {
      await harness.signedIn('bob');
      const replayed = token();
      assert.equal((await push(replayed)).status, 202);
      const browser = await harness.signedIn('bob');
      assert.equal((await push(replayed)).status, 202, 'its transmitter may not have heard of the first');
      assert.equal(await here(browser), 'bob');
    });
  });

  describe('where claims can be had anew', () => {
    before(async () => {
      harness = await start(true);
    });
    after(() => harness.close());

    test('they are, before the next request goes on', async () => {
      const browser = await harness.signedIn('bob');
      groups = ['guests'];
      assert.deepEqual(await groupsOf(browser), ['staff'], 'fresh enough without an event');
      assert.equal((await push(event(`${CAEP}token-claims-change`))).status, 202);
      assert.deepEqual(await groupsOf(browser), ['guests']);
      assert.equal(harness.ended.length, 0);
      disabled = true;
      await push(event(`${CAEP}credential-change`, { change_type: 'revoke' }));
      assert.equal(await groupsOf(browser), 401);
      assert.equal(harness.ended.length, 1);
    });

    test('while the provider is silent nothing is let through on what was known before', async () => {
      const browser = await harness.signedIn('bob');
      groups = ['guests'];
      silent = true;
      await push(event(`${CAEP}device-compliance-change`, { current_status: 'not-compliant' }));
      assert.equal(await groupsOf(browser), 503);
      assert.equal(await groupsOf(browser), 503);
      silent = false;
      harness.clock.now += 15_000;
      assert.deepEqual(await groupsOf(browser), ['guests']);
    });

    test('a revocation ends them all the same', async () => {
      const browser = await harness.signedIn('bob');
      await push(event(`${CAEP}session-revoked`));
      assert.equal(await here(browser), undefined);
    });
  });

  test('a transmitter that was given a token must show it', async () => {
    harness = await start(false, TOKEN);
    try {
      const browser = await harness.signedIn('bob');
      for (const authorization of ['', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN} x`]) {
        const answer = await push(token(), authorization === '' ? {} : { authorization });
        assert.deepEqual([answer.status, JSON.parse(answer.body.toString()).err], [401, 'authentication_failed']);
      }
      assert.equal(await here(browser), 'bob');
      assert.equal((await push(token(), { authorization: `bearer ${TOKEN}` })).status, 202);
      assert.equal(await here(browser), undefined);
    } finally {
      await harness.close();
    }
  });
});
