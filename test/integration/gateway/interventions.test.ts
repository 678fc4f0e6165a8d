import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { STRONG } from '../../../src/demo/idp/dev-idp.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const named = (id: string) => ({ id, name: id, severity: 'high', mode: 'active' }) as const;
const POLICIES: readonly PolicyDocument[] = [
  {
    ...named('why'),
    control: 'download',
    when: { path: ['/warned*'] },
    action: 'warn',
    message: readMessage('Say **why**.'),
  },
  { ...named('why-upload'), control: 'upload', when: { path: ['/send'] }, action: 'warn' },
  {
    ...named('strong'),
    control: 'download',
    when: { path: ['/strong*'] },
    action: 'step-up',
    stepUp: { strengths: [STRONG] },
  },
  {
    ...named('recent'),
    control: 'download',
    when: { path: ['/strange'] },
    action: 'step-up',
    stepUp: { strengths: [], maxAge: 600_000 },
  },
  {
    ...named('kept'),
    control: 'download',
    when: { path: ['/kept*'] },
    action: 'block',
    message: readMessage('It **stays** here.'),
  },
  { ...named('reads'), control: 'access', when: { user: ['carol'] }, action: 'read-only' },
  { ...named('out'), control: 'access', when: { user: ['bob'], app: ['wiki'], path: ['/closed*'] }, action: 'block' },
];
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const UPLOAD = { 'content-type': 'application/octet-stream' };

/** The four that the test has made. */
const loggedDownloads = (directory: string): Promise<readonly Activity[]> =>
  writtenRows(directory, { type: 'download', order: 'oldest' }, (rows) => rows.length >= 4);

describe('what policy asks of users on the road', () => {
  let gateway: TestGateway;
  let wiki: string;
  let login: string;
  let alice: BrowserClient;
  let received: string[] = [];
  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      // An hour ahead of the provider, whose sign-ins are therefore never recent.
      now: () => Date.now() + 3_600_000,
      handler: (request, response) => {
        received.push(`${request.method} ${request.url}`);
        if (request.url === '/kept-page')
          response.writeHead(200, { 'content-type': 'text/html' }).end('<p>the page</p>');
        else if (/^\/(warned|strong|strange|kept)/.test(request.url ?? ''))
          response
            .writeHead(200, {
              'content-type': 'application/pdf',
              'content-disposition': 'attachment; filename="plan.pdf"',
            })
            .end('%PDF-1.4 the plan');
        else if (request.url === '/spoof')
          response.writeHead(403, { 'sallyport-decision': 'warn', 'content-type': 'application/json' }).end('{}');
        else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>page</p>');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    login = `https://login.mcas.localhost:${gateway.port}`;
    alice = await gateway.signedIn('alice');
  });
  after(() => gateway?.close());

  const answer = (client: BrowserClient, question: string, reason: string, headers: Record<string, string> = {}) =>
    client.send(question, {
      method: 'POST',
      headers: { ...FORM, origin: login, 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams({ reason }).toString(),
    });
  const warned = async (client: BrowserClient, path = '/warned'): Promise<string> => {
    const asked = await client.send(`${wiki}${path}`);
    assert.equal(asked.status, 303);
    return asked.headers.location ?? '';
  };
  const isPlan = ({ status, body }: Answer): boolean => status === 200 && body.toString() === '%PDF-1.4 the plan';

  test('a warned download asks for a reason on the sign-in host, keeps it, and comes once', async () => {
    const question = await warned(alice);
    assert.ok(question.startsWith(`${login}/`));
    const shown = await alice.send(question);
    assert.match(shown.body.toString(), /<strong>plan\.pdf<\/strong>/);
    assert.match(shown.body.toString(), /Say <strong>why<\/strong>\./);
    const blank = await answer(alice, question, '   ');
    assert.match(blank.body.toString(), /Please write a reason/);
    const thanks = await answer(alice, question, 'for the board');
    assert.match(thanks.body.toString(), /http-equiv="refresh" content="0; url=https:\/\/wiki\.corp\.test\.mcas/);
    assert.ok(isPlan(await alice.send(`${wiki}/warned`)));
    assert.equal((await alice.send(`${wiki}/warned`)).status, 303, 'the answer was for one download');
    const rows = await loggedDownloads(gateway.directory);
    assert.ok(rows.some(({ outcome, justification }) => outcome === 'warned' && justification === 'for the board'));
    assert.ok(
      rows.some(({ outcome, policies }) => outcome === 'monitored' && policies[0]?.reasons.includes('reason-given')),
    );
  });

  test('the question is answered once, by its own page, in the session that was asked', async () => {
    const question = await warned(alice);
    const bob = await gateway.signedIn('bob');
    assert.equal((await bob.send(question)).status, 400);
    assert.equal((await answer(bob, question, 'mine')).status, 400);
    for (const headers of [
      { origin: wiki },
      { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
      { origin: login, 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
    ])
      assert.equal((await answer(alice, question, 'forged', headers)).status, 403);
    assert.equal((await alice.send(`${wiki}/warned`)).status, 303, 'nothing was let through');
    assert.equal((await answer(alice, question, 'first')).status, 200);
    assert.equal((await answer(alice, question, 'second')).status, 400);
    assert.equal((await alice.send(`${wiki}/warned-other`)).status, 303, 'the answer is for one address');
    assert.equal((await bob.send(`${wiki}/warned`)).status, 303, 'and for one user');
  });

  test('an upload is not lost in silence: nothing is sent until there is a reason', async () => {
    received = [];
    const form = await alice.send(`${wiki}/send`, { method: 'POST', headers: UPLOAD, body: 'bytes' });
    assert.equal(form.status, 403);
    assert.match(form.body.toString(), /did not reach Wiki/);
    const script = await alice.send(`${wiki}/send`, {
      method: 'PUT',
      headers: { ...FETCH, ...UPLOAD, origin: wiki },
      body: 'bytes',
    });
    assert.equal(script.headers['sallyport-decision'], 'warn');
    assert.deepEqual(received, []);
    const { next } = JSON.parse(script.body.toString()) as { next: string };
    assert.match((await answer(alice, next, 'a good one')).body.toString(), /send it once more/);
    const again = await alice.send(`${wiki}/send`, {
      method: 'PUT',
      headers: { ...FETCH, ...UPLOAD, origin: wiki },
      body: 'bytes',
    });
    assert.equal(again.status, 200);
    assert.deepEqual(received, ['PUT /send']);
  });

  test('a step-up goes to the identity provider and back to the file', async () => {
    const client = await gateway.signedIn('alice');
    const asked = await client.navigate(`${wiki}/strong?page=2`);
    assert.match(asked.body.toString(), /<form[^>]*action=/, 'signed in already, and asked again');
    const back = await client.signIn(asked, 'alice', 'a');
    assert.ok(isPlan(back), `${back.status} ${back.url}`);
    assert.equal(back.url, `${wiki}/strong?page=2`);
    assert.ok(isPlan(await client.send(`${wiki}/strong`)), 'the session has become stronger');
  });

  test('who asked for a file gets a file that says why there is none', async () => {
    const ways = [
      ['navigate', 'empty'],
      ['no-cors', 'empty'],
      ['navigate', 'iframe'],
      ['navigate', 'frame'],
    ] as const;
    for (const [mode, dest] of ways) {
      const headers = { 'sec-fetch-mode': mode, 'sec-fetch-dest': dest, 'sec-fetch-site': 'same-origin' };
      const { status, headers: said, body } = await alice.send(`${wiki}/kept`, { headers });
      assert.equal(status, 200, `${mode} ${dest}`);
      assert.match(said['content-disposition'] ?? '', /^attachment; filename="plan\.pdf \(blocked\)\.txt";/);
      assert.equal(said['sallyport-decision'], 'blocked');
      assert.match(body.toString(), /It stays here\..*File: plan\.pdf.*Policy: kept/s);
      assert.ok(!body.includes('%PDF'));
    }
    const saved = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
    const page = await alice.send(`${wiki}/kept-page`, { headers: saved });
    assert.match(page.body.toString(), /in place of the file/, 'a page that a link saves is a download as well');
    assert.match((await alice.send(`${wiki}/kept-page`)).body.toString(), /the page/);
    // A window shows the page, a script the refusal it can read.
    const shown = await alice.send(`${wiki}/kept`);
    assert.equal(shown.status, 403);
    assert.match(shown.body.toString(), /It <strong>stays<\/strong> here/);
    assert.equal((await alice.send(`${wiki}/kept`, { headers: FETCH })).status, 403);
  });

  test('a saved file that waits for a reason says where to give it, and comes once it is given', async () => {
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
    const { body } = await alice.send(`${wiki}/warned-saved`, { headers });
    const question = /https:\/\/login\S+/.exec(body.toString())?.[0] ?? '';
    assert.equal((await answer(alice, question, 'for the board')).status, 200);
    assert.ok(isPlan(await alice.send(`${wiki}/warned-saved`, { headers })));
  });

  test('a sign-in that the provider does not make recent enough ends in words, not in a circle', async () => {
    const client = await gateway.signedIn('alice');
    const back = await client.navigate(`${wiki}/strange`);
    assert.equal(back.status, 403);
    assert.match(back.body.toString(), /The sign-in was not strong enough/);
  });

  test('a script is told where to step up', async () => {
    const client = await gateway.signedIn('alice');
    const script = await client.send(`${wiki}/strong`, { headers: { ...FETCH, referer: `${wiki}/page?x=1` } });
    assert.equal(script.status, 401);
    assert.match(String(script.headers['www-authenticate']), /^Sallyport realm="step-up", uri="https:/);
    const { next } = JSON.parse(script.body.toString()) as { next: string };
    const back = await client.signIn(await client.navigate(next), 'alice', 'a');
    assert.equal(back.url, `${wiki}/.well-known/sallyport/again`, 'its page stays open, and goes on');
    assert.ok(isPlan(await client.send(`${wiki}/strong`, { headers: FETCH })));
  });

  test('read-only lets reading through and refuses whatever may write', async () => {
    const carol = await gateway.signedIn('carol');
    assert.equal((await carol.send(`${wiki}/page`)).status, 200);
    received = [];
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'MKCOL'])
      assert.equal((await carol.send(`${wiki}/page`, { method, headers: { ...FETCH, origin: wiki } })).status, 403);
    assert.deepEqual(received, []);
    assert.equal((await alice.send(`${wiki}/page`, { method: 'POST', headers: FORM, body: 'a=1' })).status, 200);
  });

  test('access is refused however the path is written', async () => {
    const bob = await gateway.signedIn('bob');
    received = [];
    for (const path of [
      '/closed',
      '/closed/x',
      '/Closed',
      '/%63losed',
      '//closed',
      '/a/..%2fclosed',
      '/x/%2e%2e/closed',
      '/closed;a=b',
    ])
      assert.equal((await bob.send(`${wiki}${path}`)).status, 403, path);
    assert.deepEqual(received, []);
    assert.equal((await bob.send(`${wiki}/open`)).status, 200);
  });

  test('an app cannot speak with the voice of the gateway', async () => {
    assert.equal((await alice.send(`${wiki}/spoof`)).headers['sallyport-decision'], undefined);
  });
});
