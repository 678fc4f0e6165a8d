import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { userOf } from '../../../src/identity/claims.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { callbackOf, type Harness, SCRIPT, startHarness, stepUntil } from '../../support/handoff-harness.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const PATH = '/.well-known/sallyport';
const WIKI = 'wiki.corp.test';
const MAIL = 'mail.partner.test';

describe('answers of a provider, and codes of the gateway, in the wrong hands', () => {
  let harness: Harness;
  let wiki: string;
  before(async () => {
    harness = await startHarness();
    wiki = harness.at(WIKI);
  });
  after(() => harness?.close());

  const signIns = (): number => harness.events.filter(({ type }) => type === 'sign-in').length;
  const hasNoSession = (answer: Answer): void => {
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat())
      assert.doesNotMatch(cookie, /^__Host-sallyport-(session|login-[\w-]+)=[^;]/);
  };

  test('OIDC-01: an answer that nobody asked for signs nobody in', async () => {
    const before = signIns();
    for (const query of [
      '?code=abc',
      '?code=abc&state=',
      '?code=abc&state=x',
      `?code=abc&state=${'a'.repeat(64)}`,
      '?state=a&state=b&code=c',
      '',
    ]) {
      const answer = await harness.client().send(`${harness.login}${PATH}/callback${query}`);
      assert.ok(answer.status >= 400 && answer.status < 500, `${query}: ${answer.status}`);
      hasNoSession(answer);
      // No request is known, so none of a provider is: nothing can have gone to a token endpoint.
      assert.equal(harness.failures.at(-1)?.code, 'sign-in-expired', query);
    }
    assert.equal(signIns(), before);
  });

  test('OIDC-03: an answer works once, and only in the browser that asked', async () => {
    const browser = harness.client();
    const callback = await callbackOf(browser, await browser.navigate(`${wiki}/`), 'alice');
    hasNoSession(await harness.client().send(callback));
    const thief = await harness.client().send(callback);
    assert.ok(thief.status >= 400);
    await browser.send(callback);
    const before = signIns();
    for (const again of [browser, browser, harness.client()]) {
      const answer = await again.send(callback);
      hasNoSession(answer);
      assert.ok(
        answer.status >= 400 || !/enter\?/.test(answer.headers.location ?? ''),
        String(answer.headers.location),
      );
    }
    assert.equal(signIns(), before);
  });

  test('OIDC-15: whatever the first request was for, the way ends on the host that it began on', async () => {
    for (const target of [
      '/?return_to=https://evil.test/',
      '//evil.test',
      '/\\\\evil.test',
      '/%09/evil.test',
      '/%2f%2fevil.test',
      '/.//evil.test',
      '/@evil.test',
      '/javascript:alert(1)',
      '/data:text/html,x',
      '/%20/evil.test',
      '/a?next=//evil.test#x',
      '/%2eevil.test',
    ]) {
      const browser = harness.client();
      const form = await browser.navigate(wiki + target);
      const landed = await browser.signIn(form, 'alice', 'alice-pass');
      assert.equal(new URL(landed.url).origin, new URL(wiki).origin, target);
    }
    const values = [
      'https://evil.test/',
      '//evil.test',
      '/\\\\evil.test',
      '/%09/evil.test',
      'https:evil.test',
      `https://${WIKI}.mcas.localhost@evil.test`,
      `https://${WIKI}.mcas.localhost.evil.test`,
      'https://evil.test#.mcas.localhost',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://mcas.localhost%2eevil.test',
      '/ /evil.test',
      'https://evil.test\\\\.mcas.localhost',
    ];
    const names = [
      'return_to',
      'next',
      'redirect_uri',
      'rd',
      'url',
      'target',
      'flow',
      'post_logout_redirect_uri',
      'RelayState',
    ];
    const before = signIns();
    for (const value of values)
      for (const end of ['begin', 'enter', 'callback', 'signed-out', 'sign-out', 'join']) {
        const query = new URLSearchParams(names.map((name) => [name, value]));
        for (const base of [harness.login, wiki]) {
          const answer = await harness.client().send(`${base}${PATH}/${end}?${query}`);
          const { location } = answer.headers;
          if (location !== undefined)
            assert.match(new URL(location, base).host, /(^|\.)mcas\.localhost:\d+$/, `${end} ${value}: ${location}`);
          hasNoSession(answer);
        }
      }
    assert.equal(signIns(), before, 'and leaves no session behind');
  });

  test('OIDC-17: a person is the provider’s subject and nothing that a token says beside it', () => {
    const mapping = { claims: { name: 'preferred_username', email: 'email', groups: 'groups' }, deviceTags: [] };
    const person = (provider: string, claims: object) => userOf(provider, { sub: '1', ...claims }, mapping);
    const key = ({ provider, subject }: ReturnType<typeof userOf>): string => `${provider} ${subject}`;
    const admin = person('corp', { sub: 'admin', email: 'admin@contoso.test' });
    for (const other of [
      person('corp', { sub: 'evil', email: 'admin@contoso.test', email_verified: false }),
      person('corp', { sub: 'evil', email: 'x@evil.test@contoso.test' }),
      person('other', { sub: 'admin', email: 'admin@contoso.test' }),
      person('corp', { sub: 'Admin' }),
    ])
      assert.notEqual(key(other), key(admin));
    assert.equal(key(person('corp', { sub: 'admin', upn: 'new@contoso.test', email: 'new@contoso.test' })), key(admin));
  });

  test('SESS-09: the code that carries a sign-in to an app works once, there, soon, and in that browser', async () => {
    const reachCode = async (): Promise<[BrowserClient, string]> => {
      const browser = harness.client();
      const callback = await callbackOf(browser, await browser.navigate(`${wiki}/`), 'alice');
      const { location } = await stepUntil(browser, await browser.send(callback), (url) => url.includes('/enter?'));
      return [browser, location];
    };
    const refused = async (browser: BrowserClient, url: string, message: string): Promise<void> => {
      const answer = await browser.send(url);
      hasNoSession(answer);
      assert.equal(await harness.whoAt(browser, WIKI), undefined, message);
    };
    const [browser, url] = await reachCode();
    const entered = await browser.send(url);
    assert.equal(entered.headers['referrer-policy'], 'no-referrer');
    assert.match(String(entered.headers['cache-control']), /no-store/);
    assert.doesNotMatch(entered.body.toString(), new RegExp(/code=([\w-]+)/.exec(url)?.[1] ?? 'no code'));
    assert.equal(await harness.whoAt(browser, WIKI), 'alice');
    hasNoSession(await browser.send(url));
    await refused(harness.client(), url, 'twice, elsewhere');

    const [, stolen] = await reachCode();
    await refused(harness.client(), stolen, 'another browser');
    const [other, moved] = await reachCode();
    const elsewhere = moved.replace(WIKI, MAIL);
    hasNoSession(await other.send(elsewhere));
    assert.equal(await harness.whoAt(other, MAIL), undefined, 'another host');
    const [late, old] = await reachCode();
    harness.clock.now += 60_000;
    await refused(late, old, 'a minute later');
    assert.equal((await late.send(`${wiki}/x`, { headers: SCRIPT })).status, 401);
  });
});

describe('what a provider says in an error', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({ handler: (_request, response) => response.end('home') });
  });
  after(() => gateway?.close());

  test('OIDC-21: is no markup and no script on the gateway’s page', async () => {
    const browser = gateway.client();
    const page = await browser.navigate(`${gateway.suffix(WIKI)}/`);
    const begun = new URL(page.url);
    const state = [...(begun.searchParams.get('state') ?? 'S')].join('');
    for (const given of ['S', state])
      for (const [error, description] of [
        ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>'],
        ['access_denied', "'-alert(1)-'"],
        ['login_required\r\nSet-Cookie: x=1', '{{7*7}}'],
      ] as const) {
        const query = new URLSearchParams({
          error,
          error_description: description,
          error_uri: 'javascript:alert(1)',
          state: given,
        });
        const url = `https://login.mcas.localhost:${gateway.port}${PATH}/callback?${query}`;
        const answer = await browser.send(url);
        assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
        const text = answer.body.toString();
        assert.doesNotMatch(text, /<script>alert|<img src=x|onerror|javascript:alert|\{\{7/);
        assert.match(
          String(answer.headers['content-security-policy']),
          /^default-src 'none'; style-src 'nonce-[\w-]{22}'; script-src 'nonce-[\w-]{22}'; /,
        );
        assert.equal(answer.headers['x-content-type-options'], 'nosniff');
        assert.ok(![answer.headers['set-cookie'] ?? []].flat().some((cookie) => cookie.startsWith('x=')));
      }
  });
});
