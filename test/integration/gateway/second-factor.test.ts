import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { codeAt, stepAt } from '../../../src/identity/factors/totp.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { runCli } from '../../support/run-cli.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const POLICIES: readonly PolicyDocument[] = [
  {
    id: 'factor',
    name: 'factor',
    severity: 'high',
    mode: 'active',
    control: 'download',
    when: { path: ['/secret*'] },
    action: 'step-up',
    stepUp: { strengths: [], factor: 'totp', maxAge: 600_000 },
  },
  {
    id: 'send',
    name: 'send',
    severity: 'high',
    mode: 'active',
    control: 'upload',
    when: { path: ['/send'] },
    action: 'step-up',
    stepUp: { strengths: [], factor: 'any', maxAge: 600_000 },
  },
];
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a second factor of the gateway’s own', () => {
  let gateway: TestGateway;
  let wiki: string;
  let login: string;
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  let received: string[] = [];

  const start = async (): Promise<void> => {
    ahead = 0;
    received = [];
    gateway = await startTestGateway({
      policies: POLICIES,
      now,
      change: (config) => ({ ...config, sessions: { idle: 86_400_000, absolute: 30 * 86_400_000 } }),
      handler: (request, response) => {
        received.push(`${request.method} ${request.url}`);
        response
          .writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a.pdf"' })
          .end('%PDF-1.4 the plan');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    login = `https://login.mcas.localhost:${gateway.port}`;
  };
  before(start);
  after(() => gateway?.close());

  const decode = (text: string): Buffer => {
    let bits = '';
    for (const char of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0');
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  };
  const secretIn = (page: Answer): Buffer => {
    const written = /<code id="secret">([A-Z2-7 ]+)<\/code>/.exec(page.body.toString())?.[1];
    assert.ok(written, `no secret at ${page.url}: ${page.status}`);
    return decode(written.replaceAll(' ', ''));
  };
  const codeOf = (secret: Buffer, away = 0): string => codeAt(secret, stepAt(now()) + away);
  /** Codes that count about now, also should a step of the clock pass meanwhile. */
  const codesAround = (secret: Buffer): string[] => [-1, 0, 1, 2].map((away) => codeOf(secret, away));
  /** Now and then two secrets have one code: then another step, in which they have not. */
  const apart = (one: Buffer, other: Buffer): void => {
    while (codesAround(one).some((code) => codesAround(other).includes(code))) later();
  };
  const wrongFor = (secret: Buffer): string =>
    ['000000', '111111', '222222', '333333', '444444'].find((code) => !codesAround(secret).includes(code)) ?? '';
  const codesIn = (page: Answer): string[] =>
    [...page.body.toString().matchAll(/<li><code>([^<]+)<\/code>/g)].map((match) => match[1] as string);
  const type = (client: BrowserClient, question: string, code: string, headers: Record<string, string> = {}) =>
    client.navigate(question, {
      method: 'POST',
      headers: { ...FORM, origin: login, 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams({ code }).toString(),
    });
  const isPlan = ({ status, body }: Answer): boolean => status === 200 && body.toString() === '%PDF-1.4 the plan';
  /** Another step, so that codes are new. */
  const later = (): void => {
    ahead += 90_000;
  };
  const asked = async (client: BrowserClient, path = '/secret'): Promise<Answer> => client.navigate(`${wiki}${path}`);

  /** A user with a factor. Enrolling takes a fresh sign-in, and the provider's clock is the real one. */
  async function enrolled(username: string): Promise<{ client: BrowserClient; secret: Buffer; codes: string[] }> {
    assert.equal(ahead, 0, 'enrol before time is moved');
    const client = await gateway.signedIn(username);
    const page = await asked(client);
    const secret = secretIn(page);
    const shown = await type(client, page.url, codeOf(secret));
    return { client, secret, codes: codesIn(shown) };
  }

  const rows = (kind: Activity['type'], enough: (found: readonly Activity[]) => boolean) =>
    writtenRows(gateway.directory, { type: kind, order: 'oldest' }, enough);

  test('the first time a factor is set up, then the download goes on at the very place', async () => {
    await gateway.close();
    await start();
    const client = await gateway.signedIn('alice');
    const page = await asked(client, '/secret/plan?page=2');
    assert.ok(page.url.startsWith(`${login}/.well-known/sallyport/factor/enrol?`), page.url);
    const text = page.body.toString();
    assert.match(text, /<svg role="img" aria-label="Setup code/);
    assert.match(page.headers['content-security-policy']?.toString() ?? '', /frame-ancestors 'none'/);
    assert.equal(page.headers['cache-control'], 'no-store');
    const secret = secretIn(page);
    const wrong = await type(client, page.url, wrongFor(secret));
    assert.equal(wrong.status, 403);
    assert.deepEqual(secretIn(wrong), secret, 'the same secret, to be tried again');
    const shown = await type(client, page.url, codeOf(secret));
    const codes = codesIn(shown);
    assert.equal(codes.length, 10);
    const next = /href="([^"]*factor\?flow=[^"]*)"/.exec(shown.body.toString())?.[1] ?? '';
    const back = await client.navigate(new URL(next, shown.url).href);
    assert.ok(isPlan(back), `${back.status} ${back.url}`);
    assert.equal(back.url, `${wiki}/secret/plan?page=2`);
    assert.ok(isPlan(await client.send(`${wiki}/secret`)), 'it holds for a while');
    const [row] = await rows('factor-enrolled', (found) => found.length === 1);
    assert.equal(row?.user, 'alice');
    assert.equal(row?.object?.name, 'totp');

    ahead += 660_000;
    const again = await asked(client);
    assert.match(again.url, /\/factor\?flow=/, 'and no longer');
    assert.match(again.body.toString(), /Code of 6 digits/);
    assert.ok(isPlan(await type(client, again.url, ` ${codeOf(secret).slice(0, 3)} ${codeOf(secret).slice(3)}`)));
    await rows('factor-passed', (found) => found.length === 1);
  });

  test('a form that was stopped is not lost in silence and goes after the factor', async () => {
    await gateway.close();
    await start();
    const { client, secret } = await enrolled('alice');
    ahead += 660_000;
    received = [];
    const sent = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: 'x' };
    const stopped = await client.send(`${wiki}/send`, sent);
    assert.equal(stopped.status, 401);
    assert.match(stopped.body.toString(), /did not reach Wiki/);
    const next = /class="button" href="([^"]+)"/.exec(stopped.body.toString())?.[1] ?? '';
    const page = await client.navigate(next.replaceAll('&amp;', '&'));
    await type(client, page.url, codeOf(secret));
    assert.ok(!received.includes('POST /send'));
    assert.equal((await client.send(`${wiki}/send`, sent)).status, 200);
    assert.ok(received.includes('POST /send'));
  });

  test('attack: a code is taken once, also at the same moment and in another session', async () => {
    await gateway.close();
    await start();
    const { secret } = await enrolled('alice');
    later();
    const two = [await gateway.signedIn('alice'), await gateway.signedIn('alice')] as const;
    const pages = [await asked(two[0]), await asked(two[1])] as const;
    const code = codeOf(secret);
    const answers = await Promise.all([type(two[0], pages[0].url, code), type(two[1], pages[1].url, code)]);
    assert.equal(answers.filter(isPlan).length, 1);
    assert.equal(answers.filter(({ status }) => status === 403).length, 1);
    const behind = await gateway.signedIn('alice');
    const question = await asked(behind);
    assert.equal((await type(behind, question.url, code)).status, 403, 'replayed');
    later();
    assert.equal((await type(behind, question.url, code)).status, 403, 'and too old');
    assert.ok(isPlan(await type(behind, question.url, codeOf(secret))));
  });

  test('attack: the code of another user opens nothing, and what one session showed is of no use in another', async () => {
    await gateway.close();
    await start();
    const alice = await enrolled('alice');
    const bob = await enrolled('bob');
    later();
    apart(alice.secret, bob.secret);
    const again = await gateway.signedIn('bob');
    const question = await asked(again);
    assert.match(question.url, /\/factor\?flow=/, 'the factor of the other session does not hold here');
    assert.equal((await type(again, question.url, codeOf(alice.secret))).status, 403);
    for (const code of alice.codes.slice(0, 1)) assert.equal((await type(again, question.url, code)).status, 403);
    // A link to the question that waits for another user asks whoever opens it for their own.
    const lured = await type(alice.client, question.url, codeOf(alice.secret));
    assert.ok(!isPlan(lured));
    assert.match((await asked(again)).url, /\/factor\?flow=/);
    assert.ok(isPlan(await type(again, question.url, codeOf(bob.secret))));
  });

  test('attack: guessing ends after five codes, for every session of the user, and tells nothing', async () => {
    await gateway.close();
    await start();
    const { secret } = await enrolled('alice');
    later();
    const client = await gateway.signedIn('alice');
    const question = await asked(client);
    const right = codeOf(secret);
    const guesses = Array.from({ length: 12 }, (_, index) =>
      String((Number(right) + index + 1) % 1e6).padStart(6, '0'),
    );
    const near = new Set(codesAround(secret));
    const answers = await Promise.all(
      guesses.filter((guess) => !near.has(guess)).map((guess) => type(client, question.url, guess)),
    );
    assert.equal(answers.filter(({ status }) => status === 403).length, 5);
    assert.ok(answers.every(({ status }) => status === 403 || status === 429));
    const elsewhere = await gateway.signedIn('alice');
    const asks = await asked(elsewhere);
    assert.equal((await type(elsewhere, asks.url, right)).status, 429, 'the right code does not count now');
    await rows('factor-failed', (found) => found.length >= 6 && found.some(({ object }) => object?.name === 'locked'));
    ahead += 16 * 60_000;
    assert.ok(isPlan(await type(elsewhere, (await asked(elsewhere)).url, codeOf(secret))));
  });

  test('a recovery code lets in once', async () => {
    await gateway.close();
    await start();
    const { codes } = await enrolled('alice');
    later();
    const client = await gateway.signedIn('alice');
    const question = await asked(client);
    assert.ok(isPlan(await type(client, question.url, codes[3] ?? '')));
    const other = await gateway.signedIn('alice');
    assert.equal((await type(other, (await asked(other)).url, codes[3] ?? '')).status, 403);
    const [row] = await rows('factor-passed', (found) => found.length === 1);
    assert.equal(row?.object?.name, 'recovery code, 9 left');
  });

  test('attack: a page of a sibling app can neither set up a factor nor answer for the user', async () => {
    await gateway.close();
    await start();
    const client = await gateway.signedIn('alice');
    const page = await asked(client);
    const secret = secretIn(page);
    const forged = [
      { origin: wiki, 'sec-fetch-site': 'same-site' },
      { origin: login, 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of forged) {
      const answer = await type(client, page.url, codeOf(secret), headers);
      assert.equal(answer.status, 403);
      assert.match((await asked(client)).url, /\/factor\/enrol\?/, 'nothing was set up');
    }
    await type(client, page.url, codeOf(secret));
    later();
    const again = await gateway.signedIn('alice');
    const question = await asked(again);
    for (const headers of forged) await type(again, question.url, codeOf(secret), headers);
    assert.match((await asked(again)).url, /\/factor\?flow=/);
    assert.ok(isPlan(await type(again, question.url, codeOf(secret))), 'forged tries do not use tries up');
  });

  test('attack: an old session enrols nothing, and no session finishes what another began', async () => {
    await gateway.close();
    await start();
    const old = await gateway.signedIn('alice');
    const begun = await asked(old);
    const secret = secretIn(begun);
    const other = await gateway.signedIn('alice');
    const theirs = await asked(other);
    assert.notDeepEqual(secretIn(theirs), secret);
    apart(secretIn(theirs), secret);
    assert.equal((await type(other, theirs.url, codeOf(secret))).status, 403);
    ahead += 11 * 60_000;
    const late = await type(old, begun.url, codeOf(secret));
    assert.ok(!isPlan(late) && codesIn(late).length === 0, 'the secret was shown too long ago');
    const now = await asked(old);
    assert.equal(now.status, 403, 'the provider’s last sign-in is eleven minutes old');
    assert.match(now.body.toString(), /The sign-in was not strong enough/);
    assert.equal((await asked(other)).status, 403);
  });

  test('attack: of two sessions that enrol at once one does, and the other is asked for that factor', async () => {
    await gateway.close();
    await start();
    const two = [await gateway.signedIn('alice'), await gateway.signedIn('alice')] as const;
    const pages = [await asked(two[0]), await asked(two[1])] as const;
    const answers = await Promise.all(
      ([0, 1] as const).map((index) => type(two[index], pages[index].url, codeOf(secretIn(pages[index])))),
    );
    assert.equal(answers.filter((each) => codesIn(each).length === 10).length, 1);
    assert.equal(answers.filter(({ url }) => /\/factor\?flow=/.test(url)).length, 1);
  });

  test('an administrator sees factors and takes one away', async () => {
    await gateway.close();
    await start();
    const config = join(gateway.directory, 'gateway.yaml');
    writeFileSync(
      config,
      `gateway: { suffix: mcas.localhost, listen: 127.0.0.1:0, tls: { localCa: ./ca }, state: ./state }
providers:
  - { id: corp, name: Corp, issuer: 'https://idp.corp.test', clientId: gw, clientSecret: a-long-enough-secret }
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: [{ url: 'https://wiki.corp.test' }] }
`,
    );
    const { codes } = await enrolled('alice');
    await enrolled('bob');
    const factors = async (...args: readonly string[]) => runCli(['factors', ...args, '--config', config]);
    const listed = (await factors('list', '--user', 'alice')).stdout;
    assert.match(listed, /^corp\talice\ttotp\t\d{4}-\S+\t10\n$/);
    assert.equal((await factors('remove', '--user', 'nobody')).code, 1);
    const removed = await factors('remove', '--user', 'alice');
    assert.deepEqual([removed.code, removed.stdout], [0, `removed ${listed}`]);
    assert.match((await factors('list')).stdout, /^corp\tbob\t[^\n]*\n$/);
    await rows('factor-removed', (found) => found.length === 1 && found[0]?.user === 'alice');
    const again = await gateway.signedIn('alice');
    const page = await asked(again);
    assert.match(page.url, /\/factor\/enrol\?/);
    assert.equal((await type(again, page.url, codes[0] ?? '')).status, 403, 'the old recovery codes went with it');
  });

  test('attack: flows that wait for nothing, and browsers that are not signed in, get no question', async () => {
    const stranger = gateway.client();
    const client = await gateway.signedIn('carol');
    const question = await asked(client);
    const led = await stranger.navigate(question.url);
    assert.match(led.url, /^https:\/\/idp\.corp\.localhost/, 'a sign-in first');
    assert.equal((await client.send(`${login}/.well-known/sallyport/factor?flow=${'a'.repeat(64)}`)).status, 400);
    assert.equal((await client.send(`${login}/.well-known/sallyport/factor`)).status, 400);
    assert.equal((await client.send(question.url, { method: 'PUT' })).status, 400);
  });
});
