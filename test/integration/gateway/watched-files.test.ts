import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const content = { detectors: [{ kind: 'payment-card', name: 'cards' }] } as const;
const base = { severity: 'high', mode: 'active', control: 'monitor', activities: ['download', 'upload'] } as const;
const RECORDING: PolicyDocument = { ...base, id: 'told', name: 'Told', when: { content }, action: 'audit' };
const MONITORING: PolicyDocument = { ...RECORDING, id: 'tried', name: 'Tried', mode: 'monitoring', action: 'block' };
const BLOCKING: PolicyDocument = {
  ...base,
  id: 'stopped',
  name: 'Stopped',
  when: { all: [{ content: { detectors: [{ kind: 'keywords', words: ['falcon'] }] } }, { path: ['/held/*'] }] },
  action: 'block',
};
const FILLING = 'nothing to see in this line\n'.repeat(8000);
const CARD = '4111 1111 1111 1111\n';

/** The app sends the first half of each file and waits to be asked for the other. */
describe('files that go on while they are looked into', () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let wiki: string;
  const halves = new Map<string, readonly [string, string]>();
  const waiting = new Map<string, () => void>();
  let uploaded = '';
  let count = 0;

  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    const path = incoming.url ?? '';
    if (incoming.method === 'POST') {
      incoming.setEncoding('latin1');
      incoming.on('data', (piece: string) => {
        uploaded += piece;
      });
      incoming.on('end', () => response.end('taken'));
      return;
    }
    const parts = halves.get(path);
    if (parts === undefined) return void response.end('home');
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="report.txt"',
    });
    response.write(parts[0]);
    waiting.set(path, () => response.end(parts[1]));
  };

  before(async () => {
    gateway = await startTestGateway({ handler: answer, policies: [RECORDING, MONITORING, BLOCKING] });
    alice = await gateway.signedIn('alice');
    wiki = gateway.suffix('wiki.corp.test');
  });
  after(() => gateway?.close());

  const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) => {
    const { hostname, port, host } = new URL(wiki);
    const cookie = alice.jar.getCookieStringSync(wiki);
    const asked = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' };
    return request({
      host: '127.0.0.1',
      port,
      servername: hostname,
      path,
      method,
      headers: { host, cookie, ...asked, ...headers },
      rejectUnauthorized: false,
      agent: false,
    });
  };
  /** The status, what has come when something has, and the rest. */
  const get = async (first: string, second: string, folder = 'file') => {
    const path = `/${folder}/${++count}`;
    halves.set(path, [first, second]);
    const outgoing = ask(path);
    let body = '';
    let isOver = false;
    let status = 0;
    const ended = new Promise<void>((resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        status = response.statusCode ?? 0;
        response.setEncoding('latin1');
        response.on('data', (piece: string) => {
          body += piece;
        });
        response.on('end', () => {
          isOver = true;
          resolve();
        });
        response.on('close', () => resolve());
      });
    });
    outgoing.end();
    return { path, outgoing, ended, body: () => body, status: () => status, isOver: () => isOver };
  };
  const until = async (condition: () => boolean, what: string): Promise<void> => {
    for (let tries = 0; tries < 6000 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(condition(), what);
  };
  const rowOf = (path: string, of: Activity['type'] = 'download'): Promise<Activity> =>
    writtenRow(gateway.directory, ({ type, object }) => type === of && object?.url?.endsWith(path) === true);
  const policiesOf = (row: Activity): string[] => row.policies.map(({ policyId }) => policyId).toSorted();

  test('a file that is only recorded begins before the app has sent its end, and its row tells what was in it', async () => {
    const clean = await get(FILLING, FILLING);
    await until(() => clean.body().length > 0, 'the first half comes by itself');
    waiting.get(clean.path)!();
    await clean.ended;
    assert.ok(clean.body() === FILLING + FILLING, 'byte for byte');
    const row = await rowOf(clean.path);
    assert.deepEqual([row.outcome, row.content?.status, policiesOf(row)], ['allowed', 'scanned', []]);
    assert.match(row.content?.sha256 ?? '', /^[0-9a-f]{64}$/);

    // Over both halves: what is looked at is the file, not what goes at once.
    const secret = await get(FILLING + CARD.slice(0, 9), CARD.slice(9) + FILLING);
    await until(() => secret.body().length > 0, 'the first half comes by itself');
    waiting.get(secret.path)!();
    await secret.ended;
    const told = await rowOf(secret.path);
    assert.deepEqual([told.outcome, policiesOf(told)], ['monitored', ['told', 'tried']]);
    assert.deepEqual(told.content?.matches, [{ detector: 'cards', count: 1, samples: ['#### #### #### ####'] }]);
  });

  test('an upload that is only recorded goes on as it comes', async () => {
    uploaded = '';
    const path = `/file/${++count}`;
    const outgoing = ask(path, 'POST', { 'content-type': 'application/octet-stream', origin: wiki });
    const answered = new Promise<number>((resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)));
    });
    outgoing.write(FILLING);
    await until(() => uploaded.length > 0, 'the app has the first half');
    outgoing.end(CARD);
    assert.equal(await answered, 200);
    assert.ok(uploaded === FILLING + CARD, 'byte for byte');
    const row = await rowOf(path, 'upload');
    assert.deepEqual([row.type, row.outcome, policiesOf(row)], ['upload', 'monitored', ['told', 'tried']]);
    assert.equal(row.content?.status, 'scanned');
  });

  test('attack: who breaks the file off before its end is told of all the same', async () => {
    const broken = await get(FILLING + CARD + FILLING, FILLING);
    await until(() => broken.body().includes(CARD), 'the number has come');
    broken.outgoing.destroy();
    const row = await rowOf(broken.path);
    assert.deepEqual([row.outcome, policiesOf(row)], ['monitored', ['told', 'tried']]);
    assert.equal(row.content?.status, 'corrupted');
    assert.equal(row.content?.matches[0]?.count, 1);

    // Of what has not gone by nobody knows: that counts as a match.
    const early = await get(FILLING, CARD);
    await until(() => early.body().length > 0, 'the first half comes by itself');
    early.outgoing.destroy();
    const unknown = await rowOf(early.path);
    assert.deepEqual([unknown.outcome, policiesOf(unknown)], ['monitored', ['told', 'tried']]);
  });

  test('attack: one policy that stops holds the file, whatever others record', async () => {
    const clean = await get(FILLING, FILLING, 'held');
    await until(() => waiting.has(clean.path), 'the app has sent the first half');
    assert.equal(clean.body(), '');
    waiting.get(clean.path)!();
    await clean.ended;
    assert.ok(clean.body() === FILLING + FILLING, 'byte for byte');

    const secret = await get(FILLING, 'project falcon', 'held');
    await until(() => waiting.has(secret.path), 'the app has sent the first half');
    waiting.get(secret.path)!();
    await secret.ended;
    assert.ok(!secret.body().includes(FILLING.slice(0, 20)));
    assert.equal((await rowOf(secret.path)).outcome, 'blocked');
  });
});
