import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { codeAt, stepAt } from '../../../src/identity/factors/totp.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { type Said, SoftAuthenticator } from '../../support/soft-authenticator.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const named = (id: string) => ({ id, name: id, severity: 'high', mode: 'active', control: 'download' }) as const;
const POLICIES: readonly PolicyDocument[] = [
  {
    ...named('key'),
    when: { path: ['/key*'] },
    action: 'step-up',
    stepUp: { strengths: [], factor: 'webauthn', maxAge: 600_000 },
  },
  {
    ...named('code'),
    when: { path: ['/code*'] },
    action: 'step-up',
    stepUp: { strengths: [], factor: 'totp', maxAge: 600_000 },
  },
  {
    ...named('any'),
    when: { path: ['/any*'] },
    action: 'step-up',
    stepUp: { strengths: [], factor: 'any', maxAge: 600_000 },
  },
];
const RP = 'login.mcas.localhost';

describe('keys as a second factor', () => {
  let gateway: TestGateway | undefined;
  let wiki: string;
  let login: string;
  let ahead = 0;
  beforeEach(async () => {
    await gateway?.close();
    ahead = 0;
    gateway = await startTestGateway({
      policies: POLICIES,
      now: () => Date.now() + ahead,
      change: (config) => ({ ...config, sessions: { idle: 86_400_000, absolute: 30 * 86_400_000 } }),
      handler: (_request, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a.pdf"' })
          .end('%PDF-1.4 the plan'),
    });
    wiki = gateway.suffix('wiki.corp.test');
    login = `https://${RP}:${gateway.port}`;
  });
  after(() => gateway?.close());

  const signedIn = (name: string): Promise<BrowserClient> => {
    assert.ok(gateway);
    return gateway.signedIn(name);
  };
  const isPlan = ({ status, body }: Answer): boolean => status === 200 && body.toString() === '%PDF-1.4 the plan';
  const asked = (client: BrowserClient, path = '/key'): Promise<Answer> => client.navigate(`${wiki}${path}`);
  const said = (page: Answer, change: Partial<Said> = {}): Said => {
    const challenge = /"challenge":"([\w-]+)"/.exec(page.body.toString())?.[1];
    assert.ok(challenge, `no challenge at ${page.url}: ${page.status}`);
    return { challenge, origin: login, rpId: RP, ...change };
  };
  const post = (client: BrowserClient, { url }: Answer, fields: Record<string, string>, from = login) =>
    client.navigate(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: from,
        'sec-fetch-site': from === login ? 'same-origin' : 'same-site',
      },
      body: new URLSearchParams(fields).toString(),
    });

  /** A user with a key, and the session that enrolled it. */
  async function enrolled(username: string): Promise<{ client: BrowserClient; key: SoftAuthenticator }> {
    const client = await signedIn(username);
    const key = new SoftAuthenticator();
    const page = await asked(client);
    assert.match(page.url, /\/factor\/enrol-key\?/);
    assert.ok(isPlan(await post(client, page, { answer: key.create(said(page)) })));
    return { client, key };
  }

  test('a key is set up, goes on to the download, and is asked for again', async () => {
    const { client, key } = await enrolled('alice');
    assert.match((await asked(client, '/code')).url, /\/factor\/enrol\?/, 'a key is no code');
    ahead += 660_000;
    const question = await asked(client, '/key/plan?page=2');
    assert.match(question.url, /\/factor\/key\?/);
    assert.match(question.body.toString(), /"userVerification":"required"/);
    const back = await post(client, question, { answer: key.get(said(question)) });
    assert.ok(isPlan(back), `${back.status} ${back.body}`);
    assert.equal(back.url, `${wiki}/key/plan?page=2`);
    assert.ok(isPlan(await asked(client, '/any')), 'it is a factor of any kind');
  });

  const FORGED: Readonly<Record<string, (page: Answer) => Partial<Said>>> = {
    'a page of a sibling app': () => ({ origin: wiki }),
    'a page that looks like it': () => ({ origin: 'https://login.mcas.example' }),
    'another relying party': () => ({ rpId: 'mcas.localhost' }),
    'nobody verified': () => ({ flags: 0x01 }),
    'nobody present': () => ({ flags: 0x04 }),
    'another challenge': () => ({ challenge: Buffer.alloc(32).toString('base64url') }),
    'another ceremony': () => ({ type: 'payment.get' }),
  };

  for (const [what, forge] of Object.entries(FORGED))
    test(`attack: ${what} neither sets up a key nor passes for one`, async () => {
      const { key } = await enrolled('alice');
      const again = await signedIn('alice');
      const question = await asked(again);
      assert.match(question.url, /\/factor\/key\?/, 'what another session showed does not hold here');
      const answer = await post(again, question, { answer: key.get(said(question, forge(question))) });
      assert.equal(answer.status, 403);
      assert.match((await asked(again)).url, /\/factor\/key\?/);
      const bob = await signedIn('bob');
      const page = await asked(bob);
      const refused = await post(bob, page, { answer: new SoftAuthenticator().create(said(page, forge(page))) });
      assert.equal(refused.status, 403);
      assert.match((await asked(bob)).url, /\/factor\/enrol-key\?/);
    });

  test('attack: an answer counts once, in the session whose challenge it answers', async () => {
    const { key } = await enrolled('alice');
    const two = [await signedIn('alice'), await signedIn('alice')] as const;
    const pages = [await asked(two[0]), await asked(two[1])] as const;
    const answer = key.get(said(pages[0]));
    assert.equal((await post(two[1], pages[1], { answer })).status, 403, 'of the other session');
    const both = await Promise.all([post(two[0], pages[0], { answer }), post(two[0], pages[0], { answer })]);
    assert.ok(both.some(isPlan));
    ahead += 660_000;
    const later = await asked(two[0]);
    assert.equal((await post(two[0], later, { answer })).status, 403, 'replayed');
  });

  test('attack: the key of another user, and a key that was cloned', async () => {
    const [alice, bob] = [await enrolled('alice'), await enrolled('bob')];
    const again = await signedIn('bob');
    const question = await asked(again);
    assert.equal((await post(again, question, { answer: alice.key.get(said(question)) })).status, 403);
    const next = await asked(again);
    assert.ok(isPlan(await post(again, next, { answer: bob.key.get(said(next)) })));
    // A copy that was taken before counts from where it was.
    bob.key.counter = 1;
    const third = await signedIn('bob');
    const asks = await asked(third);
    assert.equal((await post(third, asks, { answer: bob.key.get(said(asks)) })).status, 403);
  });

  test('attack: a sibling app’s page posts an answer', async () => {
    const { key } = await enrolled('alice');
    const again = await signedIn('alice');
    const question = await asked(again);
    assert.equal((await post(again, question, { answer: key.get(said(question)) }, wiki)).status, 403);
    assert.match((await asked(again)).url, /\/factor\/key\?/);
  });

  test('attack: what is no answer at all', async () => {
    const { client } = await enrolled('alice');
    ahead += 660_000;
    for (const answer of ['', '{', 'null', '[]', '{"id":1}', JSON.stringify({ id: 'x', response: {} })])
      assert.equal((await post(client, await asked(client), { answer })).status, 403, answer);
  });

  test('attack: an old session sets up no key', async () => {
    const old = await signedIn('alice');
    const page = await asked(old);
    ahead += 11 * 60_000;
    const late = await post(old, page, { answer: new SoftAuthenticator().create(said(page)) });
    assert.ok(!isPlan(late));
    assert.equal((await asked(old)).status, 403);
  });

  test('whoever has an authenticator app shows it before a key is added', async () => {
    const client = await signedIn('alice');
    const page = await asked(client, '/code');
    const written = /<code id="secret">([A-Z2-7 ]+)<\/code>/.exec(page.body.toString())?.[1] ?? '';
    let bits = '';
    for (const char of written.replaceAll(' ', ''))
      bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0');
    const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    const code = (): string => codeAt(secret, stepAt(Date.now() + ahead));
    await post(client, page, { code: code() });

    ahead += 60_000;
    const again = await signedIn('alice');
    const first = await asked(again);
    assert.match(first.url, /\/factor\?flow=/, 'the code first');
    const around = first.url.replace('/factor?', '/factor/enrol-key?');
    assert.match((await again.navigate(around)).url, /\/factor\?flow=/, 'and no way around it');
    const forced = await post(again, { ...first, url: around }, { answer: '{}' });
    assert.match(forced.url, /\/factor\?flow=/);
    const then = await post(again, first, { code: code() });
    assert.match(then.url, /\/factor\/enrol-key\?/);
    assert.ok(isPlan(await post(again, then, { answer: new SoftAuthenticator().create(said(then)) })));
  });
});
