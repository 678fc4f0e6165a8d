import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  callbackOf,
  type Harness,
  LIMITS,
  loadImage,
  SCRIPT,
  startHarness,
  stepUntil,
  userOf,
} from '../../support/handoff-harness.ts';
import { signOut } from '../../support/sign-out.ts';

const PATH = '/.well-known/sallyport';
const WIKI = 'wiki.corp.test';

describe('the handoff', () => {
  let harness: Harness;
  let wiki: string;
  before(async () => {
    // Not pushed, so that the request can be read on its way.
    harness = await startHarness({ change: (made) => ({ ...made, pushedRequests: 'required' }) });
    wiki = harness.at(WIKI);
  });
  after(() => harness.close());

  test('leads a navigation through the provider and back, and tells the app who is there', async () => {
    const browser = harness.client();
    const begun = await browser.send(`${wiki}/deep?a=1&b=%2f`);
    assert.equal(begun.status, 302);
    assert.match(
      begun.headers.location ?? '',
      /^https:\/\/login\.mcas\.localhost:\d+\/\.well-known\/sallyport\/begin\?flow=[\w-]{64}$/,
    );
    const form = await browser.navigate(`${wiki}/deep?a=1&b=%2f`);
    assert.match(form.url, /^https:\/\/idp\.corp\.localhost:/);
    const landed = await browser.signIn(form, 'alice', 'alice-pass');
    assert.equal(landed.url, `${wiki}/deep?a=1&b=%2f`);
    const session = JSON.parse(landed.body.toString());
    assert.deepEqual(session.user, {
      provider: 'corp',
      subject: 'alice',
      name: 'alice',
      email: 'x@corp.test',
      groups: ['staff'],
    });
    assert.deepEqual(session.device.tags, ['compliant']);
    assert.equal(session.expiresAt - session.createdAt, LIMITS.absolute);
    assert.equal(harness.events.at(-1)?.type, 'sign-in');
  });

  test('a device is compliant, not compliant or unknown', async () => {
    const tags = async (username: string): Promise<unknown> => {
      const browser = await harness.signedIn(username);
      return JSON.parse((await browser.send(`${wiki}/`)).body.toString()).device.tags;
    };
    assert.deepEqual(await tags('bob'), []);
    assert.equal(await tags('carol'), undefined);
  });

  test('the authorization request has PKCE, a nonce and a state, each new every time', async () => {
    const requests = await Promise.all(
      [1, 2].map(async () => {
        const browser = harness.client();
        const begun = await browser.send(`${wiki}/`);
        const asked = await browser.send(`${begun.headers.location}&fragment=`);
        return new URL(asked.headers.location ?? '').searchParams;
      }),
    );
    for (const query of requests) {
      assert.equal(query.get('code_challenge_method'), 'S256');
      assert.match(query.get('code_challenge') ?? '', /^[\w-]{43}$/);
      assert.equal(query.get('response_type'), 'code');
      assert.equal(query.get('redirect_uri'), `${harness.login}${PATH}/callback`);
    }
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.notEqual(requests[0]?.get(name), requests[1]?.get(name), name);
  });

  test('SESS-03: every own cookie is __Host-, Secure, HttpOnly, Lax, opaque, and every step is uncached and unreferred', async () => {
    const browser = harness.client();
    const seen: string[] = [];
    const send = browser.send.bind(browser);
    browser.send = async (url, options) => {
      const answer = await send(url, options);
      if (new URL(url).hostname.endsWith('.mcas.localhost')) {
        seen.push(...(answer.headers['set-cookie'] ?? []));
        if (url.includes(PATH)) {
          assert.equal(answer.headers['cache-control'], 'no-store', url);
          assert.equal(answer.headers['referrer-policy'], 'no-referrer', url);
          assert.equal(answer.headers['x-content-type-options'], 'nosniff', url);
        }
      }
      return answer;
    };
    await browser.signIn(await browser.navigate(`${wiki}/`), 'alice', 'alice-pass');
    assert.ok(seen.length >= 4, seen.join('\n'));
    for (const cookie of seen) {
      // The one that goes with what any site sends opens nothing by itself (journeys-from-a-sandbox.test.ts).
      const isForAnySite = cookie.startsWith('__Host-sallyport-opaque=');
      assert.match(
        cookie.replace(isForAnySite ? /SameSite=None$/ : /$^/, 'SameSite=Lax'),
        /^__Host-sallyport-[\w-]+=[\w-]{43,64}; Path=\/; Secure; HttpOnly; SameSite=Lax(; Priority=High|; Max-Age=\d+)?$/,
      );
      assert.doesNotMatch(cookie, /domain|alice/i);
    }
  });

  test('pages forbid framing and everything they do not need', async () => {
    const browser = harness.client();
    const begun = await browser.send(`${wiki}/`);
    const stub = await browser.send(begun.headers.location ?? '');
    const policy = String(stub.headers['content-security-policy']);
    assert.match(
      policy,
      /^default-src 'none'; style-src 'nonce-[\w-]{22}'; script-src 'nonce-[\w-]{22}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
  });

  test('the fragment survives sign-in, exactly', async () => {
    const browser = harness.client();
    const begun = await browser.send(`${wiki}/deep`);
    const fragment = '#/a%2Fb?x={"y":1}&z=%20é';
    const asked = await browser.send(`${begun.headers.location}&fragment=${encodeURIComponent(fragment)}`);
    const form = await browser.navigate(asked.headers.location ?? '');
    const callback = await callbackOf(browser, form, 'alice');
    const entered = await stepUntil(browser, await browser.send(callback), (url) => url.includes('/enter?'));
    const opening = (await browser.send(entered.location)).body.toString();
    assert.match(opening, new RegExp(`location.replace\\("${wiki}/deep"\\)`));
    assert.equal(JSON.parse(/<!--(.*)-->/.exec(opening)?.[1] ?? '').fragment, '#/a%2Fb?x={"y":1}&z=%20%C3%A9');
  });

  test('OIDC-15: a deep link that looks like another host stays a path of its own', async () => {
    for (const target of [
      '//evil.test/',
      '/\\evil.test',
      '//evil.test@x/..//',
      '/%09/evil.test',
      '///evil.test',
      '/https:evil.test',
    ]) {
      const browser = await harness.signedIn('alice', `${harness.at('mail.partner.test')}/`);
      const landed = await browser.navigate(`${wiki}/`);
      assert.equal(landed.status, 200);
      const fresh = await harness.signedIn('alice', `${wiki}/`);
      fresh.jar.removeAllCookiesSync();
      for (const cookie of browser.jar.serializeSync()?.cookies ?? [])
        if (cookie.domain !== `${WIKI}.mcas.localhost`)
          fresh.jar.setCookieSync(`${cookie.key}=${cookie.value}; Path=/; Secure`, `https://${cookie.domain}/`);
      const raw = await sendRaw(fresh, wiki, target);
      const { location } = await stepUntil(fresh, raw, (url) => url.includes('/enter?'));
      const entered = await fresh.send(location, { headers: { 'sec-fetch-dest': 'iframe' } });
      assert.equal(entered.headers.location, `${wiki}${target}`);
      assert.equal(new URL(entered.headers.location ?? '').host, new URL(wiki).host);
    }
  });

  test('the sign-in carries over to another host of the app, and to another app, without asking again', async () => {
    const browser = await harness.signedIn('alice');
    const mail = await browser.navigate(`${harness.at('mail.partner.test')}/inbox`);
    assert.equal(mail.url, `${harness.at('mail.partner.test')}/inbox`);
    assert.equal(userOf(mail), 'alice');
  });

  test('the opening page joins every sibling; each join gives that host a session of its own', async () => {
    const browser = harness.client();
    const form = await browser.navigate(`${wiki}/`);
    const callback = await callbackOf(browser, form, 'alice');
    const { location } = await stepUntil(browser, await browser.send(callback), (url) => url.includes('/enter?'));
    const opening = await browser.send(location);
    assert.equal(opening.status, 200);
    const { joins } = JSON.parse(/<!--(.*)-->/.exec(opening.body.toString())?.[1] ?? '') as { joins: string[] };
    assert.deepEqual(
      joins.sort(),
      ['api', 'static'].map((name) => `${harness.at(`${name}.corp.test`)}${PATH}/join`),
    );
    for (const join of joins)
      assert.ok(String(opening.headers['content-security-policy']).includes(new URL(join).origin));
    const answers = await Promise.all(joins.map((join) => loadImage(browser, join)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [204, 204],
    );
    assert.equal(await harness.whoAt(browser, 'static.corp.test'), 'alice');
    assert.equal(await harness.whoAt(browser, 'api.corp.test'), 'alice');
    assert.equal(await harness.whoAt(browser, 'mail.partner.test'), undefined);
  });

  test('a join and a silent sub-resource of a browser that is not signed in end plainly', async () => {
    const browser = harness.client();
    assert.equal((await loadImage(browser, `${harness.at('static.corp.test')}${PATH}/join`)).status, 401);
    assert.equal((await loadImage(browser, `${harness.at('static.corp.test')}/logo.png`)).status, 401);
  });

  test('a silent sub-resource of a sibling host enters it', async () => {
    const browser = await harness.signedIn('alice');
    const answer = await loadImage(browser, `${harness.at('static.corp.test')}/logo.png`);
    assert.equal(answer.status, 200);
    assert.equal(answer.url, `${harness.at('static.corp.test')}/logo.png`);
  });

  test('many first requests at once each find their way', async () => {
    const browser = await harness.signedIn('alice', `${harness.at('mail.partner.test')}/`);
    const begun = await Promise.all(Array.from({ length: 6 }, (_, at) => browser.send(`${wiki}/tab-${at}`)));
    const coded = await Promise.all(begun.map(({ headers }) => browser.send(headers.location ?? '')));
    for (const { headers } of coded.reverse()) assert.equal((await browser.send(headers.location ?? '')).status, 200);
  });

  test('two tabs at the provider at once are both signed in, in one session that one sign-out ends', async () => {
    const browser = harness.client();
    const first = await browser.navigate(`${wiki}/one`);
    const second = await browser.navigate(`${harness.at('mail.partner.test')}/two`);
    assert.equal((await browser.signIn(first, 'alice', 'alice-pass')).url, `${wiki}/one`);
    const landed = await browser.signIn(second, 'alice', 'alice-pass');
    assert.equal(landed.url, `${harness.at('mail.partner.test')}/two`);
    assert.equal((await signOut(browser, wiki)).status, 303);
    assert.equal(await harness.whoAt(browser, 'mail.partner.test'), undefined);
  });

  test('another user’s sign-in in the same browser ends the session before it', async () => {
    const browser = harness.client();
    const first = await browser.navigate(`${wiki}/one`);
    const second = await browser.navigate(`${harness.at('mail.partner.test')}/two`);
    await browser.signIn(first, 'alice', 'alice-pass');
    for (const { key = '', domain } of browser.jar.serializeSync()?.cookies ?? [])
      if (domain === 'idp.corp.localhost' && /^_session/.test(key))
        browser.jar.setCookieSync(`${key}=; Max-Age=0; Path=/`, 'https://idp.corp.localhost/');
    assert.equal(userOf(await browser.signIn(second, 'bob', 'bob-pass')), 'bob');
    assert.equal(await harness.whoAt(browser, WIKI), undefined);
  });

  test('what a script asks for gets an answer it can read, on its own host and from a sibling', async () => {
    const browser = harness.client();
    const own = await browser.send(`${wiki}/api`, { headers: SCRIPT });
    assert.equal(own.status, 401);
    assert.deepEqual(Object.keys(JSON.parse(own.body.toString())), ['error', 'signIn', 'next', 'exchangeId']);
    assert.match(
      String(own.headers['www-authenticate']),
      /^Sallyport realm="sign-in", uri="https:\/\/wiki\.corp\.test\.mcas/,
    );
    assert.equal(own.headers['set-cookie'], undefined);
    const sibling = await browser.send(`${wiki}/api`, { headers: { ...SCRIPT, origin: harness.at('api.corp.test') } });
    assert.equal(sibling.headers['access-control-allow-origin'], harness.at('api.corp.test'));
    for (const origin of [
      harness.at('mail.partner.test'),
      'https://evil.test',
      'null',
      `http://${WIKI}.mcas.localhost:${harness.port}`,
    ]) {
      const other = await browser.send(`${wiki}/api`, { headers: { ...SCRIPT, origin } });
      assert.equal(other.headers['access-control-allow-origin'], undefined, origin);
    }
    for (const headers of [
      { 'x-requested-with': 'XMLHttpRequest', 'sec-fetch-mode': 'cors' },
      { accept: 'application/json', 'sec-fetch-mode': 'same-origin' },
    ])
      assert.equal((await browser.send(`${wiki}/api`, { headers })).status, 401);
  });

  test('a preflight is answered for the app’s own hosts and refused to every other', async () => {
    const ask = (origin: string) =>
      harness.client().send(`${harness.at('api.corp.test')}/items`, {
        method: 'OPTIONS',
        headers: {
          ...SCRIPT,
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'x-token',
        },
      });
    const granted = await ask(wiki);
    assert.equal(granted.status, 204);
    assert.equal(granted.headers['access-control-allow-origin'], wiki);
    assert.equal(granted.headers['access-control-allow-methods'], 'PUT');
    assert.equal(granted.headers['access-control-allow-headers'], 'x-token');
    for (const origin of [harness.at('mail.partner.test'), 'https://evil.test', 'null']) {
      const refused = await ask(origin);
      assert.equal(refused.status, 403, origin);
      assert.equal(refused.headers['access-control-allow-origin'], undefined);
    }
  });

  test('a form that is posted without a session gets a page, and is not led away', async () => {
    const answer = await harness.client().send(`${wiki}/form`, { method: 'POST', body: 'a=1' });
    assert.equal(answer.status, 401);
    assert.equal(answer.body.toString(), 'sign-in-required');
  });

  test('SESS-17: an idle session ends, a used one lasts until its absolute limit', async () => {
    const start = harness.clock.now;
    const idle = await harness.signedIn('alice');
    const busy = await harness.signedIn('alice');
    // What an open page asks to learn of the end is no use of the session.
    const standing = async (): Promise<number> =>
      (await idle.send(`${wiki}/.well-known/sallyport/standing`, { headers: SCRIPT })).status;
    for (let passed = 0; passed < LIMITS.idle; passed += LIMITS.idle / 4) {
      assert.equal(await standing(), 204);
      harness.clock.now += LIMITS.idle / 4;
      assert.equal(await harness.whoAt(busy, WIKI), 'alice');
    }
    harness.clock.now += 1;
    assert.equal(await standing(), 401);
    assert.equal(await harness.whoAt(idle, WIKI), undefined);
    let steps = 0;
    while ((await harness.whoAt(busy, WIKI)) !== undefined && steps < 40) {
      harness.clock.now += LIMITS.idle / 2;
      steps++;
    }
    assert.ok(harness.clock.now - start >= LIMITS.absolute);
    assert.ok(harness.clock.now - start < LIMITS.absolute + LIMITS.idle);
    assert.match(
      (await busy.navigate(`${wiki}/`)).url,
      new RegExp(`^${wiki}/$`),
      'the provider still knows the browser',
    );
  });

  test('sign-out asks first, and then ends the session on every host', async () => {
    const browser = await harness.signedIn('alice');
    await browser.navigate(`${harness.at('mail.partner.test')}/`);
    const begun = await browser.send(`${wiki}${PATH}/sign-out`);
    const asked = begun.headers.location ?? '';
    assert.ok(asked.startsWith(`${harness.login}${PATH}/sign-out?of=`), asked);
    const confirm = await browser.send(asked);
    assert.match(confirm.body.toString(), /sign out alice/);
    // Under no-referrer a browser would send `Origin: null` with the form, and sign-out would refuse itself.
    assert.equal(confirm.headers['referrer-policy'], 'same-origin');
    assert.equal(await harness.whoAt(browser, WIKI), 'alice');
    const yes = { method: 'POST', headers: { origin: harness.login, 'sec-fetch-site': 'same-origin' } };
    const done = await browser.send(confirm.url, yes);
    assert.equal(done.status, 303);
    assert.match(done.headers.location ?? '', /^https:\/\/idp\.corp\.localhost:\d+\/session\/end\?/);
    assert.match(String(done.headers['set-cookie']), /__Host-sallyport-login-corp=; .*Max-Age=0/);
    const again = await browser.send(confirm.url, yes);
    assert.equal(again.headers.location, `${harness.login}${PATH}/signed-out`, 'a question is answered once');
    for (const host of [WIKI, 'mail.partner.test']) assert.equal(await harness.whoAt(browser, host), undefined);
    assert.equal(harness.events.at(-1)?.type, 'sign-out');
    assert.ok(harness.ended.includes(harness.events.at(-1)?.open?.session.id ?? ''));
    assert.match((await browser.send(`${harness.login}/`)).body.toString(), /signed out/);
  });

  test('attack: script of an app’s page ends nothing by itself, and learns no question that it could answer', async () => {
    const browser = await harness.signedIn('alice');
    const own = { origin: wiki, 'sec-fetch-site': 'same-origin' };
    for (const method of ['GET', 'POST'])
      for (const mode of ['cors', 'no-cors', 'navigate', 'same-origin']) {
        const begun = await browser.send(`${wiki}${PATH}/sign-out`, {
          method,
          headers: { ...own, 'sec-fetch-mode': mode },
        });
        assert.equal(begun.status, 303);
        const question = begun.headers.location ?? '';
        assert.equal(new URL(question).origin, harness.login);
        // Where a fetch follows the redirect, nobody lets the page read what it leads to.
        const shown = await browser.send(question, {
          headers: { origin: wiki, 'sec-fetch-mode': mode, 'sec-fetch-site': 'same-site' },
        });
        assert.equal(shown.headers['access-control-allow-origin'], undefined);
        assert.match(String(shown.headers['content-security-policy']), /frame-ancestors 'none'/);
        for (const from of [own, { origin: harness.login, 'sec-fetch-site': 'same-site' }, { origin: 'null' }])
          assert.equal((await browser.send(question, { method: 'POST', headers: from })).status, 403);
        assert.equal(await harness.whoAt(browser, WIKI), 'alice', `${method} ${mode}`);
      }
    for (const name of ['', 'x', 'A'.repeat(64)]) {
      const answer = await browser.send(`${harness.login}${PATH}/sign-out?of=${name}`, {
        method: 'POST',
        headers: { origin: harness.login, 'sec-fetch-site': 'same-origin' },
      });
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.equal(await harness.whoAt(browser, WIKI), 'alice');
  });

  test('the provider ends its session as well and leads back to the signed-out page', async () => {
    const browser = await harness.signedIn('alice');
    const done = await signOut(browser, wiki);
    const asked = await browser.send(done.headers.location ?? '');
    const form = asked.body.toString();
    const ended = await browser.send(/action="([^"]*)"/.exec(form)?.[1] ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        xsrf: /name="xsrf" value="([^"]*)"/.exec(form)?.[1] ?? '',
        logout: 'yes',
      }).toString(),
    });
    assert.equal(ended.headers.location?.split('?')[0], `${harness.login}${PATH}/signed-out`);
    assert.match(
      (await browser.navigate(`${wiki}/`)).url,
      /^https:\/\/idp\.corp\.localhost/,
      'signing in means signing in',
    );
  });

  test('sign-out without a session frees the browser of its cookie', async () => {
    const answer = await harness.client().send(`${wiki}${PATH}/sign-out`, {
      headers: { cookie: '__Host-sallyport-session=a; __Host-sallyport-session=b' },
    });
    assert.equal(answer.headers.location, `${harness.login}${PATH}/signed-out`);
    assert.deepEqual(
      answer.headers['set-cookie']?.map((cookie) => [cookie.split('=')[0], /Partitioned$/.test(cookie)]),
      [
        ['__Host-sallyport-session', false],
        ['__Host-sallyport-session', false],
        ['__Host-sallyport-session', true],
        ['__Host-sallyport-opaque', false],
      ],
    );
  });
});

/** Sends a target exactly as it is, which `new URL` would not. */
async function sendRaw(
  browser: import('../../support/browser-client.ts').BrowserClient,
  origin: string,
  target: string,
) {
  const { request } = await import('node:https');
  const { hostname, port, host } = new URL(origin);
  const cookie = browser.jar.getCookieStringSync(`${origin}/`);
  const headers = { host, accept: 'text/html', 'sec-fetch-mode': 'navigate', ...(cookie ? { cookie } : {}) };
  return new Promise<Awaited<ReturnType<typeof browser.send>>>((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, servername: hostname, path: target, headers, rejectUnauthorized: false, agent: false },
      (answer) => {
        for (const text of answer.headers['set-cookie'] ?? []) browser.jar.setCookieSync(text, `${origin}/`);
        answer.resume().on('end', () =>
          resolve({
            url: `${origin}/`,
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.alloc(0),
          }),
        );
      },
    )
      .on('error', reject)
      .end();
  });
}
