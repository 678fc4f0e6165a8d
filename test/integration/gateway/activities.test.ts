import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { explanationText } from '../../../src/cli/policy/explanation-text.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { explain } from '../../../src/policy/explain.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const named = (id: string) => ({ id, name: id, severity: 'high', mode: 'active', action: 'block' }) as const;
const POLICIES: readonly PolicyDocument[] = [
  {
    ...named('staff-sends-nothing'),
    control: 'activities',
    activities: ['send-message'],
    when: { app: ['wiki'], group: ['staff'] },
  },
  { ...named('nobody-deletes'), control: 'activities', activities: ['delete-item'], when: { app: ['wiki'] } },
  {
    ...named('no-moves'),
    control: 'activities',
    activities: ['app-activity'],
    when: { rule: ['mediawiki/move-page'] },
  },
];
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };
const FORM = { ...FETCH, 'content-type': 'application/x-www-form-urlencoded' };
const JSON_BODY = { ...FETCH, 'content-type': 'application/json' };

async function start(profile: string): Promise<{ gateway: TestGateway; reached: string[]; bodies: string[] }> {
  const reached: string[] = [];
  const bodies: string[] = [];
  const gateway = await startTestGateway({
    policies: POLICIES,
    change: (config) => ({ ...config, apps: config.apps.map((app) => ({ ...app, profile })) }),
    handler: (request, response) => {
      reached.push(`${request.method} ${request.url}`);
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        if (body.includes('wpLoginToken'))
          response.writeHead(body.includes('right') ? 302 : 200, { location: '/wiki/Main_Page' }).end();
        else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      });
    },
  });
  return { gateway, reached, bodies };
}

describe('a messaging app under its profile', () => {
  let started: Awaited<ReturnType<typeof start>>;
  let chat: string;
  let alice: BrowserClient;
  let carol: BrowserClient;
  before(async () => {
    started = await start('messaging');
    chat = started.gateway.suffix('wiki.corp.test');
    alice = await started.gateway.signedIn('alice');
    carol = await started.gateway.signedIn('carol');
  });
  after(() => started?.gateway.close());

  const post = (client: BrowserClient, path: string, body: object | string) =>
    client.send(`${chat}${path}`, {
      method: 'POST',
      headers: typeof body === 'string' ? FORM : JSON_BODY,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('a group sends no messages, in whatever way they are written, and the app hears of none', async () => {
    for (const [path, body] of [
      ['/api/chat.postMessage', { channel: 'C1', text: 'Hello' }],
      ['/api/chat.postMessage', 'channel=C1&text=Hello'],
      ['/api//chat.post%4Dessage', 'channel=C1&text=Hello'],
      ['/api/chat.postMessage;v=1', 'channel=C1&text=Hello'],
      ['/v1.0/chats/19:2d/messages', { body: { content: 'Hello' } }],
      ['/v1.0/$batch', { requests: [{ method: 'POST', url: '/chats/19:2d/messages' }] }],
      ['/api/v4/posts', { channel_id: 'C1', message: 'Hello' }],
    ] as const) {
      started.reached.length = 0;
      const { status, headers } = await post(alice, path, body);
      assert.equal(status, 403, path);
      assert.equal(headers['sallyport-activity'], 'send-message');
      assert.deepEqual(started.reached, []);
    }
  });

  test('what is not sending goes on, and others send: the body arrives as it was', async () => {
    for (const path of ['/api/conversations.history', '/api/conversations.mark', '/api/search.messages'])
      assert.equal((await post(alice, path, 'channel=C1&query=chat.postMessage')).status, 200, path);
    const body = JSON.stringify({ channel: 'C1', text: 'Grüße' });
    assert.equal((await post(carol, '/api/chat.postMessage', { channel: 'C1', text: 'Grüße' })).status, 200);
    assert.equal(started.bodies.at(-1), body);
  });

  test('the log names channel and rule, and explain says which rule it was', async () => {
    await post(alice, '/api/chat.postMessage', { channel: 'C77', text: 'The secret plan' });
    const { outcome, object, facts, policies } = await writtenRow(
      started.gateway.directory,
      ({ object: each }) => each?.name === 'C77',
    );
    assert.equal(outcome, 'blocked');
    assert.equal(object?.rule, 'messaging/send-message');
    assert.deepEqual(
      policies.map(({ policyId }) => policyId),
      ['staff-sends-nothing'],
    );
    assert.ok(!JSON.stringify({ object, facts }).includes('secret plan'), 'no text of a message is kept');
    const text = explanationText(explain(compilePolicies(POLICIES), facts!), facts!);
    assert.match(
      text,
      /decision: block \(send-message in wiki\)\n {2}recognised by the rule messaging\/send-message: C77/,
    );
  });
});

describe('MediaWiki under its profile', () => {
  let started: Awaited<ReturnType<typeof start>>;
  let wiki: string;
  let alice: BrowserClient;
  before(async () => {
    started = await start('mediawiki');
    wiki = started.gateway.suffix('wiki.corp.test');
    alice = await started.gateway.signedIn('alice');
  });
  after(() => started?.gateway.close());
  const post = (path: string, body: string) => alice.send(`${wiki}${path}`, { method: 'POST', headers: FORM, body });

  test('nobody deletes pages or moves them, and edits are recorded by name', async () => {
    for (const body of [
      'action=delete&title=Plan&token=t',
      'action=query&action=delete&title=Plan',
      '+action=%64elete&title=Plan',
      'action=move&from=Plan&to=Old',
    ]) {
      started.reached.length = 0;
      assert.equal((await post('/api.php', body)).status, 403, body);
      assert.deepEqual(started.reached, []);
    }
    assert.equal((await post('/api.php', 'action=parse&text=action%3Ddelete')).status, 200);
    assert.equal((await post('/api.php', 'action=edit&title=Harbour+plan&text=x')).status, 200);
    const edited = await writtenRow(started.gateway.directory, ({ type }) => type === 'edit-item');
    assert.deepEqual([edited.object?.name, edited.outcome], ['Harbour plan', 'allowed']);
  });

  test('signing in to the wiki is told by its answer, and no password is kept', async () => {
    const form = 'wpName=Ada&wpLoginToken=t&wpPassword=';
    assert.equal((await post('/index.php?title=Special:UserLogin', `${form}wrong-canary`)).status, 200);
    assert.equal((await post('/index.php?title=Special:UserLogin', `${form}right-canary`)).status, 302);
    const failed = await writtenRow(started.gateway.directory, ({ type }) => type === 'sign-in-failed');
    const taken = await writtenRow(
      started.gateway.directory,
      ({ type, object }) => type === 'sign-in' && object?.rule === 'mediawiki/sign-in',
    );
    assert.equal(failed.user, 'alice');
    assert.ok(!JSON.stringify([failed, taken]).includes('canary'));
  });
});
