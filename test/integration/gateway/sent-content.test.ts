import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const POLICIES: readonly PolicyDocument[] = [
  {
    id: 'no-cards-in-messages',
    name: 'No cards in messages',
    severity: 'high',
    mode: 'active',
    control: 'activities',
    activities: ['send-message', 'edit-item', 'share-item'],
    when: {
      user: ['alice'],
      content: { detectors: [{ kind: 'payment-card', name: 'cards' }, { kind: 'passwords' }] },
    },
    action: 'block',
    message: readMessage('No card numbers in messages.'),
  },
  {
    id: 'told',
    name: 'Told',
    severity: 'low',
    mode: 'active',
    control: 'monitor',
    activities: ['send-message'],
    when: { user: ['carol'], content: { detectors: [{ kind: 'payment-card', name: 'cards' }] } },
    action: 'audit',
  },
];
const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CARD = '4111 1111 1111 1111';
const SEND = '/api/chat.postMessage';

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Ways to send a card number that some messaging app takes. */
const WAYS: Readonly<Record<string, Sent>> = {
  JSON: { headers: JSON_TYPE, body: `{"channel":"C1","text":"Card ${CARD}"}` },
  'JSON with escapes': { headers: JSON_TYPE, body: String.raw`{"channel":"C1","text":"\u0034111 1111 1111 1111"}` },
  'JSON with markup': {
    path: '/v1.0/chats/19:2d/messages',
    headers: JSON_TYPE,
    body: '{"body":{"contentType":"html","content":"<p>41<b>11</b> 1111&nbsp;1111 1111</p>"}}',
  },
  'JSON that is called something else': {
    headers: { 'content-type': 'image/png' },
    body: String.raw`{"channel":"C1","text":"\u0034111 1111 1111 1111"}`,
  },
  'JSON without a type': { body: String.raw`{"channel":"C1","text":"\u0034111 1111 1111 1111"}` },
  'JSON in another character set': {
    headers: { 'content-type': 'application/json; charset=utf-16le' },
    body: Buffer.from(`{"channel":"C1","text":"Card ${CARD}"}`, 'utf16le'),
  },
  'a form': { headers: FORM, body: 'channel=C1&text=Card+4111+1111+1111+1111' },
  'a form of octets': { headers: FORM, body: 'channel=C1&text=%34111%201111%201111%201111' },
  'a form that is called a text': { headers: { 'content-type': 'text/plain' }, body: 'text=%34111+1111+1111+1111' },
  'a form with JSON in it': {
    headers: FORM,
    body: `payload=${encodeURIComponent(String.raw`{"text":"\u0034111 1111 1111 1111"}`)}`,
  },
  'a form in parts': {
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: `--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nCard ${CARD}\r\n--x--\r\n`,
  },
  'a query': { method: 'GET', path: `${SEND}?channel=C1&text=${encodeURIComponent(`Card ${CARD}`)}` },
  'a query beside a body': {
    path: `${SEND}?text=%34111+1111+1111+1111`,
    headers: JSON_TYPE,
    body: '{"channel":"C1"}',
  },
  'a packed body': {
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    body: gzipSync(`{"channel":"C1","text":"Card ${CARD}"}`),
  },
  'a coding that nobody knows': { headers: { ...JSON_TYPE, 'content-encoding': 'x-own' }, body: '{"channel":"C1"}' },
  'behind a megabyte of nothing': {
    headers: JSON_TYPE,
    body: `{"pad":"${'x '.repeat(700_000)}","channel":"C1","text":"Card ${CARD}"}`,
  },
  'a password': { headers: JSON_TYPE, body: '{"channel":"C1","text":"password: hunter2!Falcon"}' },
  'a message changed': { path: '/api/chat.update', headers: JSON_TYPE, body: `{"channel":"C1","text":"${CARD}"}` },
};

describe('what users send in words', () => {
  let gateway: TestGateway;
  let chat: string;
  let alice: BrowserClient;
  let carol: BrowserClient;
  const reached: { url: string; body: Buffer }[] = [];
  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      change: (config) => ({ ...config, apps: config.apps.map((app) => ({ ...app, profile: 'messaging' })) }),
      handler: (request, response) => {
        const pieces: Buffer[] = [];
        request.on('data', (piece: Buffer) => pieces.push(piece));
        request.on('end', () => {
          reached.push({ url: request.url ?? '', body: Buffer.concat(pieces) });
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
        });
      },
    });
    chat = gateway.suffix('wiki.corp.test');
    alice = await gateway.signedIn('alice');
    carol = await gateway.signedIn('carol');
  });
  after(() => gateway?.close());

  const send = (client: BrowserClient, { path = SEND, method = 'POST', headers = {}, body }: Sent) =>
    client.send(chat + path, { method, headers: { ...SCRIPT, ...headers }, ...(body === undefined ? {} : { body }) });

  for (const [name, sent] of Object.entries(WAYS))
    test(`D9: a card number does not reach the app as ${name}`, async () => {
      reached.length = 0;
      const { status, headers, body } = await send(alice, sent);
      assert.equal(status, 403);
      assert.match(String(headers['sallyport-activity']), /^(send-message|edit-item)$/);
      assert.match(body.toString(), /No card numbers in messages/);
      assert.deepEqual(reached, []);
    });

  test('D9: without such words it goes, byte for byte, and the row says that it was looked into', async () => {
    for (const [headers, body] of [
      [JSON_TYPE, Buffer.from('{"channel":"C-clean","text":"Grüße \\u0034"}')],
      [FORM, Buffer.from('channel=C-clean&text=%47r%C3%BC%C3%9Fe+%zz')],
      [{ ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync('{"text":"Hello"}')],
      [JSON_TYPE, Buffer.from(`{"channel":"C1","text":"${'long '.repeat(400_000)}"}`)],
    ] as const) {
      reached.length = 0;
      assert.equal((await send(alice, { headers, body })).status, 200);
      assert.equal(reached.length, 1);
      assert.ok(reached[0]!.body.equals(body));
    }
    const row = await writtenRow(gateway.directory, ({ object }) => object?.name === 'C-clean');
    assert.deepEqual([row.type, row.outcome, row.content?.status], ['send-message', 'allowed', 'scanned']);
  });

  test('D9: the log has counts and masked samples, never the words', async () => {
    await send(alice, { headers: JSON_TYPE, body: `{"channel":"C77","text":"The canary card ${CARD}"}` });
    const row: Activity = await writtenRow(gateway.directory, ({ object }) => object?.name === 'C77');
    assert.equal(row.outcome, 'blocked');
    assert.equal(row.enforcedBy, 'gateway');
    assert.deepEqual(
      row.content?.matches.map(({ detector, count }) => [detector, count]),
      [['cards', 1]],
    );
    // Names and times may hold any digits.
    assert.doesNotMatch(
      JSON.stringify({ ...row, id: '', at: '', exchangeId: '', sessionId: '', facts: { ...row.facts, at: '' } }),
      /canary|4111/,
    );
  });

  test('what policies only record goes on at once, and the row tells what was in it', async () => {
    reached.length = 0;
    assert.equal(
      (await send(carol, { headers: JSON_TYPE, body: `{"channel":"C78","text":"Card ${CARD}"}` })).status,
      200,
    );
    assert.equal(reached.length, 1);
    const row = await writtenRow(gateway.directory, ({ object }) => object?.name === 'C78');
    assert.deepEqual([row.outcome, row.content?.matches[0]?.count], ['monitored', 1]);
  });
});
