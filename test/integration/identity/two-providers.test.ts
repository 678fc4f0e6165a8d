import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserClient } from '../../support/browser-client.ts';
import { type Harness, IDP_HOST, PARTNER, startHarness, userOf } from '../../support/handoff-harness.ts';
import { signOut } from '../../support/sign-out.ts';
import { startTestGateway } from '../../support/test-gateway.ts';

const PATH = '/.well-known/sallyport';
const [WIKI, MAIL] = ['wiki.corp.test', 'mail.partner.test'];
/** Milliseconds after which claims are had anew, unseen. */
const AGE = 20_000;

describe('a browser in apps of two providers', () => {
  let harness: Harness;
  let browser: BrowserClient;
  /** What the browser asked of each provider. */
  let asked: URL[] = [];
  before(async () => {
    harness = await startHarness({
      partner: true,
      change: (made) => ({
        ...made,
        pushedRequests: 'required',
        renewal: { claimsMaxAge: 60_000, silentAfter: AGE },
      }),
    });
  });
  after(() => harness?.close());

  const page = (host: string): string => `${harness.at(host)}/`;
  const askedOf = (host: string): readonly URL[] => asked.filter((url) => url.hostname === host);

  async function inBoth(): Promise<void> {
    browser = await harness.signedIn('alice', page(WIKI));
    const send = browser.send.bind(browser);
    browser.send = (url, options) => {
      asked.push(new URL(url));
      return send(url, options);
    };
    const landed = await browser.signIn(await browser.navigate(page(MAIL)), 'bob', 'bob-pass');
    assert.equal(userOf(landed), 'bob');
    asked = [];
  }

  test('has a session of each, and goes on to other hosts with the one that belongs to them', async () => {
    await inBoth();
    assert.equal(await harness.whoAt(browser, WIKI), 'alice');
    assert.equal(await harness.whoAt(browser, MAIL), 'bob');
    const sibling = await browser.navigate(page('api.corp.test'));
    assert.equal(userOf(sibling), 'alice');
    assert.equal(askedOf(IDP_HOST).length, 0, 'no second sign-in');
  });

  test('attack: one provider, asked unseen, is shown nothing of what the other said of the user', async () => {
    await inBoth();
    harness.clock.now += 2 * AGE;
    assert.equal(userOf(await browser.navigate(page(WIKI))), 'alice');
    const hints = askedOf(IDP_HOST).flatMap((url) => url.searchParams.getAll('id_token_hint'));
    assert.equal(hints.length, 1);
    const { iss } = JSON.parse(Buffer.from(hints[0]?.split('.')[1] ?? '', 'base64url').toString()) as { iss: string };
    assert.equal(iss, harness.settings.issuer);
    assert.equal(await harness.whoAt(browser, MAIL), 'bob', 'the other session lives on');
  });

  test('a provider that knows its user no more ends its own session, and not the other’s', async () => {
    await inBoth();
    for (const { domain, path, key } of browser.jar.getCookiesSync(harness.settings.issuer))
      await browser.jar.store.removeCookie(domain ?? '', path ?? '/', key);
    harness.clock.now += 2 * AGE;
    const { url } = await browser.navigate(page(WIKI));
    assert.equal(new URL(url).hostname, IDP_HOST, 'asks to sign in');
    assert.equal(await harness.whoAt(browser, WIKI), undefined);
    assert.equal(await harness.whoAt(browser, MAIL), 'bob');
  });

  test('signing out of an app ends the session of its provider on every host, wherever the browser was meanwhile', async () => {
    await inBoth();
    await browser.navigate(page('api.corp.test'));
    const out = await signOut(browser, harness.at('api.corp.test'));
    assert.equal(new URL(out.headers.location ?? '').hostname, IDP_HOST);
    assert.equal(await harness.whoAt(browser, WIKI), undefined);
    assert.equal(await harness.whoAt(browser, MAIL), 'bob');
  });

  test('attack: cookies that only look like a provider’s open nothing, and none of them is written back', async () => {
    const names = ['', 'CORP', 'a b', '../x', 'corp\u00e9', 'none', ...Array.from({ length: 60 }, (_, at) => `p${at}`)];
    const cookie = names.map((name) => `__Host-sallyport-login-${name}=${'A'.repeat(64)}`).join('; ');
    const answer = await harness.client().send(`${harness.login}${PATH}/sign-out`, { headers: { cookie } });
    assert.equal(answer.status, 303);
    const cleared = answer.headers['set-cookie'] ?? [];
    assert.ok(cleared.length > 0 && cleared.length <= 32);
    for (const each of cleared) assert.match(each, /^__Host-sallyport-login-(none|p\d+)=; .*Max-Age=0/);
  });

  test('at the sign-in host one is signed out after the other, each at its own provider', async () => {
    await inBoth();
    const ends: string[] = [];
    for (const name of ['alice', 'bob']) {
      const home = await browser.send(`${harness.login}/`);
      assert.match(home.body.toString(), new RegExp(`sign out ${name}`));
      ends.push(new URL((await signOut(browser, harness.login)).headers.location ?? '').hostname);
    }
    assert.deepEqual(ends, [IDP_HOST, PARTNER.host]);
    assert.match((await browser.send(`${harness.login}/`)).body.toString(), /^signed out/);
    for (const host of [WIKI, MAIL]) assert.equal(await harness.whoAt(browser, host), undefined);
  });
});

test('a question to the user of one provider can be answered after the other’s app was opened', async () => {
  const gateway = await startTestGateway({
    policies: [
      { id: 'why', name: 'why', severity: 'high', mode: 'active', control: 'download', when: {}, action: 'warn' },
    ],
    // One server, known by two names: what counts is whom each app names.
    change: (config) => ({
      ...config,
      providers: config.providers.flatMap((each) => [each, { ...each, id: PARTNER.id }]),
      apps: config.apps.map((each) => (each.id === 'mail' ? { ...each, provider: PARTNER.id } : each)),
    }),
    handler: (request, response) => {
      const file = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="plan.pdf"' };
      response
        .writeHead(200, request.url === '/plan' ? file : { 'content-type': 'text/html' })
        .end('%PDF-1.4 the plan');
    },
  });
  try {
    const browser = await gateway.signedIn('alice');
    assert.equal((await browser.navigate(`${gateway.suffix(MAIL)}/`)).status, 200);
    const url = `${gateway.suffix(WIKI)}/plan`;
    const question = (await browser.send(url)).headers.location ?? '';
    const answered = await browser.send(question, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(question).origin,
        'sec-fetch-site': 'same-origin',
      },
      body: 'reason=for+the+board',
    });
    assert.equal(answered.status, 200);
    assert.match((await browser.send(url)).body.toString(), /the plan/);
  } finally {
    await gateway.close();
  }
});
