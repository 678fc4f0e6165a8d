import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ownCookie, ownSecrets } from '../../../src/identity/own-cookies.ts';
import { callbackOf, type Harness, SCRIPT, startHarness, stepUntil } from '../../support/handoff-harness.ts';
import { fc } from '../../support/properties.ts';

const WIKI = 'wiki.corp.test';
const PATH = '/.well-known/sallyport';

describe('attacks on the way in', () => {
  let harness: Harness;
  let wiki: string;
  before(async () => {
    harness = await startHarness();
    wiki = `${harness.at(WIKI)}/`;
  });
  after(() => harness.close());
  const callback = (query: string): string => `${harness.login}${PATH}/callback?${query}`;

  test('OIDC-01: a callback without the state of a waiting request makes no session', async () => {
    for (const query of [
      'code=abc',
      'code=abc&state=',
      'code=abc&state=guess',
      `code=abc&state=${'A'.repeat(64)}`,
      '',
    ]) {
      const answer = await harness.client().send(callback(query));
      assert.equal(answer.status, 400, query);
      assert.equal(answer.headers['set-cookie'], undefined, query);
      assert.equal(answer.body.toString(), 'sign-in-expired', query);
    }
  });

  test('OIDC-03: the address of a callback works once', async () => {
    const browser = harness.client();
    const url = await callbackOf(browser, await browser.navigate(wiki), 'alice');
    const signIns = (): number => harness.events.filter(({ type }) => type === 'sign-in').length;
    assert.equal((await browser.send(url)).status, 302);
    const before = signIns();
    const again = await browser.send(url);
    assert.deepEqual([again.status, again.headers['set-cookie']], [400, undefined]);
    assert.equal(signIns(), before);
  });

  test('a callback works in the browser alone that asked', async () => {
    const [attacker, victim] = [harness.client(), harness.client()];
    const url = await callbackOf(attacker, await attacker.navigate(wiki), 'bob');
    const answer = await victim.send(url);
    assert.deepEqual([answer.status, answer.body.toString()], [400, 'sign-in-failed']);
    assert.equal(await harness.whoAt(victim, WIKI), undefined);
  });

  test('OIDC-15: no parameter of ours leads anywhere else, and none leaves a session behind', async () => {
    const targets = [
      'https://evil.test/',
      '//evil.test',
      '/\\evil.test',
      '/%09/evil.test',
      'https:evil.test',
      `https://${WIKI}@evil.test`,
      'javascript:alert(1)',
      'data:text/html,x',
    ];
    for (const target of targets)
      for (const name of ['return_to', 'rd', 'redirect_uri', 'next', 'target', 'flow', 'RelayState']) {
        const query = new URLSearchParams({ [name]: target });
        for (const route of ['begin', 'callback', 'signed-out', 'sign-out']) {
          const answer = await harness.client().send(`${harness.login}${PATH}/${route}?${query}`);
          const { location } = answer.headers;
          if (location !== undefined)
            assert.ok(location.startsWith(`${harness.login}/`), `${route} ${name}=${target}: ${location}`);
          assert.doesNotMatch(answer.body.toString(), /evil\.test/);
          for (const cookie of answer.headers['set-cookie'] ?? []) assert.match(cookie, /Max-Age=0/);
        }
      }
  });

  test('OIDC-21: what an error answer says is shown to nobody', async () => {
    const browser = harness.client();
    const form = await browser.navigate(wiki);
    const state = new URL(await callbackOf(browser, form, 'alice')).searchParams.get('state') ?? '';
    const query = new URLSearchParams({
      state,
      iss: harness.settings.issuer,
      error: '<script>alert(1)</script>',
      error_description: '"><img src=x onerror=alert(1)>',
    });
    const answer = await browser.send(callback(String(query)));
    assert.deepEqual([answer.status, answer.body.toString()], [400, 'sign-in-failed']);
    assert.match(harness.failures.at(-1)?.message ?? '', /<script>/, 'the log has it');
  });

  test('SESS-09: a one-time code is spent by its first use, on the wrong host, in another browser, and by time', async () => {
    const stolen = async () => {
      const browser = harness.client();
      const url = await callbackOf(browser, await browser.navigate(wiki), 'alice');
      const { answer, location } = await stepUntil(browser, await browser.send(url), (to) => to.includes('/enter?'));
      assert.equal(answer.headers['referrer-policy'], 'no-referrer');
      return { browser, location };
    };
    const twice = await stolen();
    assert.equal((await twice.browser.send(twice.location)).status, 200);
    assert.equal((await twice.browser.send(twice.location)).status, 400);
    const moved = await stolen();
    const elsewhere = moved.location.replace(harness.at(WIKI), harness.at('mail.partner.test'));
    assert.equal((await moved.browser.send(elsewhere)).status, 400);
    assert.equal((await moved.browser.send(moved.location)).status, 400, 'spent by that');
    const other = await stolen();
    assert.equal((await harness.client().send(other.location)).status, 400);
    assert.equal((await other.browser.send(other.location)).status, 400, 'spent by that');
    const late = await stolen();
    harness.clock.now += 31_000;
    assert.equal((await late.browser.send(late.location)).status, 400);
  });

  test('SESS-05: a cookie that only looks like ours opens nothing', async () => {
    const browser = await harness.signedIn('alice');
    const value = browser.jar.getCookiesSync(wiki).find(({ key }) => key === '__Host-sallyport-session')?.value ?? '';
    const name = '__Host-sallyport-session';
    const ask = async (cookie: string): Promise<number> =>
      (await harness.client().send(wiki, { headers: { ...SCRIPT, cookie } })).status;
    assert.equal(await ask(`${name}=${value}`), 200);
    for (const cookie of [
      `=${name}=${value}`,
      `${name.toLowerCase()}=${value}`,
      `${name}=${value}; ${name}=${'A'.repeat(64)}`,
      `$Version=1; ${name}="${value}"`,
      `__Ho%73t-sallyport-session=${value}`,
      `\u00a0${name}=${value}`,
      `${name} =${value}`,
      `${name}=${value}x`,
      `${name}=${encodeURIComponent(value)}%20`,
    ])
      assert.equal(await ask(cookie), 401, cookie);
  });

  test('whatever stands in the query, a callback answers with a refusal and no session', async () => {
    const browser = harness.client();
    const name = fc.constantFrom(
      'code',
      'state',
      'iss',
      'error',
      'session_state',
      'id_token',
      'response',
      'token',
      'x',
    );
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'A'.repeat(64), '%00', '../..'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, text), { maxLength: 6 }), async (pairs) => {
        const answer = await browser.send(callback(String(new URLSearchParams(pairs))));
        assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
        assert.equal(answer.headers['set-cookie'], undefined);
      }),
      {
        numRuns: 60,
        examples: [
          [[['state', `${'A'.repeat(63)}=`]]],
          [
            [
              ['state', 'A'],
              ['state', 'B'],
            ],
          ],
          [[['code', '\u0000']]],
        ],
      },
    );
  });
});

test('SESS-01 SESS-05: of any cookie header exactly one cookie of ours in its very form counts', () => {
  const part = fc.constantFrom(
    '__Host-sallyport-session',
    '=',
    ';',
    ' ',
    '\t',
    '"',
    'a',
    '\u00a0',
    '__host-sallyport-session',
    ',',
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 14 }).map((parts) => parts.join('')),
      (header) => {
        const found = ownCookie([['cookie', header]], 'session');
        const pairs = header.split(';').map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ''));
        const named = pairs.filter((pair) => pair.startsWith('__Host-sallyport-session='));
        assert.equal(found, named.length === 1 ? named[0]?.slice('__Host-sallyport-session='.length) : undefined);
        assert.deepEqual(ownSecrets([['cookie', header]], 'flow'), []);
      },
    ),
    { numRuns: 500 },
  );
});

describe('OIDC-17: who somebody is', () => {
  test('is issuer and subject, whatever a mail address or a name says', async () => {
    let claims: Readonly<Record<string, unknown>> = {};
    const harness = await startHarness({
      protocol: async ({ host }) => ({
        protocol: {
          id: 'corp',
          begin: async (state) => ({ onward: { url: `${host.callback}?state=${state}` }, checks: {} }),
          finish: async () => ({ claims }),
          signOut: async () => undefined,
        },
        mapping: { claims: { name: 'name', email: 'email', groups: 'groups' }, deviceTags: [] },
      }),
    });
    try {
      const subjectOf = async (told: object): Promise<unknown> => {
        claims = { ...told };
        const browser = harness.client();
        const answer = await browser.navigate(`${harness.at(WIKI)}/`);
        assert.equal(answer.status, 200);
        return JSON.parse(answer.body.toString()).user;
      };
      const admin = await subjectOf({ sub: '1', name: 'admin', email: 'admin@corp.test' });
      const mail = await subjectOf({ sub: '2', name: 'admin', email: 'admin@corp.test', email_verified: false });
      assert.notDeepEqual(admin, mail);
      assert.equal((mail as { subject: string }).subject, '2');
      const odd = (await subjectOf({ sub: '3', name: 'x', email: 'x@evil.test@corp.test' })) as { subject: string };
      assert.equal(odd.subject, '3');
      const renamed = (await subjectOf({ sub: '1', name: 'somebody else' })) as { subject: string };
      assert.equal(renamed.subject, '1');
    } finally {
      await harness.close();
    }
  });
});
