import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Failure } from '../../../../src/model/failure.ts';
import type { Answer, BrowserClient } from '../../../support/browser-client.ts';
import { followForms } from '../../../support/follow-forms.ts';
import { ACCOUNTS, callbackOf, type Harness, startHarness } from '../../../support/handoff-harness.ts';
import { LOGIN, startOidcStub } from '../../../support/oidc-stub.ts';

const WIKI = 'wiki.corp.test';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
/** What a browser says of a form that another site has it send; our cookies stay at home (SameSite). */
const CROSS_SITE = { ...FORM, cookie: '', 'sec-fetch-site': 'cross-site', origin: 'https://idp.corp.localhost' };

describe('answers by form', () => {
  let harness: Harness;
  let wiki: string;
  let callback: string;
  before(async () => {
    harness = await startHarness({ change: (made) => ({ ...made, responseMode: 'form_post' }) });
    wiki = `${harness.at(WIKI)}/`;
    callback = `${harness.login}/.well-known/sallyport/callback`;
  });
  after(() => harness?.close());

  class Held extends Error {}

  /** Signs in at the provider and keeps back what it has the browser send. */
  async function answerOf(browser: BrowserClient, username: string, url = wiki): Promise<Record<string, string>> {
    const password = ACCOUNTS.find((account) => account.username === username)?.password ?? '';
    let held: Readonly<Record<string, string>> = {};
    const sent = (fields: Readonly<Record<string, string>>): void => {
      if (!('code' in fields)) return;
      held = fields;
      throw new Held();
    };
    await assert.rejects(
      followForms(browser, await browser.navigate(url), { fill: { username, password }, sent }),
      Held,
    );
    return { ...held };
  }
  const post = (browser: BrowserClient, fields: Record<string, string> | string): Promise<Answer> =>
    browser.send(callback, { method: 'POST', headers: CROSS_SITE, body: String(new URLSearchParams(fields)) });
  const signIns = (): number => harness.events.filter(({ type }) => type === 'sign-in').length;

  test('a sign-in whose answer never stands in an address', async () => {
    const browser = harness.client();
    const fields = await answerOf(browser, 'alice', `${wiki}deep?link=1`);
    assert.ok(fields['code'] && fields['state'] && fields['iss']);
    const taken = await post(browser, fields);
    assert.equal(taken.status, 303);
    assert.equal(taken.headers['set-cookie'], undefined, 'nobody is signed in by a form alone');
    const next = new URL(taken.headers.location ?? '');
    assert.deepEqual([...next.searchParams.keys()], ['state']);
    assert.notEqual(next.searchParams.get('state'), fields['state']);
    const page = await browser.navigate(next.href);
    assert.equal(page.status, 200);
    assert.equal((JSON.parse(page.body.toString()) as { target: string }).target, '/deep?link=1');
    assert.equal(await harness.whoAt(browser, WIKI), 'alice');
  });

  test('OIDC-01: one without the state of a waiting request makes no session', async () => {
    for (const fields of [
      { code: 'abc' },
      { code: 'abc', state: '' },
      { code: 'abc', state: 'guess' },
      { code: 'abc', state: 'A'.repeat(64) },
      {},
    ]) {
      const answer = await post(harness.client(), fields as Record<string, string>);
      assert.deepEqual([answer.status, answer.body.toString()], [400, 'sign-in-expired'], JSON.stringify(fields));
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });

  test('OIDC-03: it works once, as does the address that it leads to', async () => {
    const browser = harness.client();
    const fields = await answerOf(browser, 'alice');
    const taken = await post(browser, fields);
    const again = await post(browser, fields);
    assert.deepEqual([again.status, again.body.toString()], [400, 'sign-in-expired']);
    const { location = '' } = taken.headers;
    assert.equal((await browser.send(location)).status, 302);
    const before = signIns();
    assert.equal((await browser.send(location)).status, 400);
    assert.equal(signIns(), before);
  });

  test('it signs in the browser alone that asked: a form that another site sends gives nobody the sender’s session', async () => {
    const [attacker, victim] = [harness.client(), harness.client()];
    const fields = await answerOf(attacker, 'bob');
    const taken = await post(victim, fields);
    const lured = await victim.send(taken.headers.location ?? '');
    assert.deepEqual([lured.status, lured.body.toString()], [400, 'sign-in-failed']);
    assert.equal(lured.headers['set-cookie'], undefined);
    assert.equal(await harness.whoAt(victim, WIKI), undefined);
    const kept = await post(victim, await answerOf(attacker, 'bob'));
    assert.equal((await attacker.send(kept.headers.location ?? '')).status, 302, 'its own browser may');
  });

  test('a code that is put into the address it leads to counts for nothing', async () => {
    const [attacker, victim] = [harness.client(), harness.client()];
    const stolen = await answerOf(attacker, 'bob');
    const own = await post(victim, await answerOf(victim, 'alice'));
    const mixed = `${own.headers.location}&code=${stolen['code']}&iss=${encodeURIComponent(stolen['iss'] ?? '')}`;
    assert.equal((await victim.navigate(mixed)).status, 200);
    assert.equal(await harness.whoAt(victim, WIKI), 'alice');
  });

  test('the answer to another request is refused', async () => {
    const [attacker, victim] = [harness.client(), harness.client()];
    const stolen = await answerOf(attacker, 'bob');
    const own = await answerOf(victim, 'alice');
    const taken = await post(victim, { ...own, code: stolen['code'] ?? '' });
    const refused = await victim.send(taken.headers.location ?? '');
    assert.deepEqual([refused.status, refused.body.toString()], [400, 'sign-in-failed']);
    assert.equal(await harness.whoAt(victim, WIKI), undefined);
  });

  test('a mix-up: an answer that names another issuer, or none, is refused before its code goes anywhere', async () => {
    for (const iss of ['https://evil.test', undefined]) {
      const browser = harness.client();
      const { iss: _own, ...fields } = await answerOf(browser, 'alice');
      const taken = await post(browser, { ...fields, ...(iss === undefined ? {} : { iss }) });
      const refused = await browser.send(taken.headers.location ?? '');
      assert.deepEqual([refused.status, refused.body.toString()], [400, 'sign-in-failed'], String(iss));
      assert.match(harness.failures.at(-1)?.message ?? '', /iss/);
    }
  });

  test('an answer in the address is refused where a form was asked for, and its request is spent', async () => {
    const browser = harness.client();
    const fields = await answerOf(browser, 'alice');
    const refused = await browser.send(`${callback}?${new URLSearchParams(fields)}`);
    assert.deepEqual([refused.status, refused.body.toString()], [400, 'sign-in-failed']);
    assert.match(harness.failures.at(-1)?.message ?? '', /came by address/);
    assert.equal((await post(browser, fields)).status, 400);
    assert.equal(await harness.whoAt(browser, WIKI), undefined);
  });

  test('a kept answer cannot be replaced by a second form', async () => {
    const [attacker, victim] = [harness.client(), harness.client()];
    const taken = await post(victim, await answerOf(victim, 'alice'));
    const state = new URL(taken.headers.location ?? '').searchParams.get('state') ?? '';
    const again = await post(attacker, { ...(await answerOf(attacker, 'bob')), state });
    assert.deepEqual([again.status, again.body.toString()], [400, 'sign-in-failed']);
    assert.equal(await harness.whoAt(victim, WIKI), undefined);
  });

  test('fields that come twice, tokens, other bodies and too much of it', async () => {
    const browser = harness.client();
    const fields = await answerOf(browser, 'alice');
    const body = String(new URLSearchParams(fields));
    const refused = async (text: string, type = FORM['content-type']): Promise<void> => {
      const answer = await browser.send(callback, {
        method: 'POST',
        headers: { ...CROSS_SITE, 'content-type': type },
        body: text,
      });
      assert.deepEqual([answer.status, answer.body.toString()], [400, 'bad-request'], text.slice(0, 80));
    };
    await refused(`${body}&state=${fields['state']}`);
    await refused(`${body}&code=another`);
    await refused(JSON.stringify(fields), 'application/json');
    await refused(body, 'text/plain');
    await refused(`${body}&error_description=${'x'.repeat(20_000)}`);
    await refused(`x=${'x'.repeat(2 * 1024 * 1024)}`);
    await refused('state=%ff%fe');
    const taken = await post(browser, { ...fields, id_token: 'a.b.c', access_token: 'x', session_state: 'y' });
    assert.equal(
      (await browser.navigate(taken.headers.location ?? '')).status,
      200,
      'what is not asked for is not read',
    );
    assert.equal(await harness.whoAt(browser, WIKI), 'alice');
  });

  test('OIDC-21: what an error answer says is shown to nobody', async () => {
    const browser = harness.client();
    const { state = '', iss = '' } = await answerOf(browser, 'alice');
    const taken = await post(browser, { state, iss, error: '<script>alert(1)</script>' });
    const answer = await browser.send(taken.headers.location ?? '');
    assert.deepEqual([answer.status, answer.body.toString()], [400, 'sign-in-failed']);
    assert.match(harness.failures.at(-1)?.message ?? '', /<script>/, 'the log has it');
  });
});

test('a form is refused where the answer was asked for in the address', async () => {
  const harness = await startHarness();
  try {
    const browser = harness.client();
    const url = new URL(await callbackOf(browser, await browser.navigate(`${harness.at(WIKI)}/`), 'alice'));
    const answer = await browser.send(`${url.origin}${url.pathname}`, {
      method: 'POST',
      headers: CROSS_SITE,
      body: url.search.slice(1),
    });
    assert.deepEqual([answer.status, answer.body.toString()], [400, 'sign-in-failed']);
    assert.match(harness.failures.at(-1)?.message ?? '', /came by form/);
    assert.equal(await harness.whoAt(browser, WIKI), undefined);
  } finally {
    await harness.close();
  }
});

test('the request asks for a form, and its answer counts at the provider’s own address alone', async () => {
  const stub = await startOidcStub({ responseMode: 'form_post', ownCallback: true });
  try {
    const { onward, checks } = await stub.provider.begin('state');
    const asked = new URL(onward.url).searchParams;
    assert.equal(asked.get('response_mode'), 'form_post');
    assert.deepEqual(
      stub.provider.routes?.({} as never).get(new URL(asked.get('redirect_uri') ?? '').pathname)?.methods,
      ['GET', 'HEAD', 'POST'],
    );
    await assert.rejects(
      stub.provider.finish(`${LOGIN}/.well-known/sallyport/callback?code=a&state=state`, 'state', checks),
      (error) => error instanceof Failure && /address of another provider/.test(error.message),
    );
    assert.equal(stub.asked('/token'), 0);
    assert.equal((await stub.signIn()).claims['sub'], 'bob');
  } finally {
    await stub.close();
  }
});
