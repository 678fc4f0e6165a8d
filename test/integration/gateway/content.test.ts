import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { csv } from '../../../src/activity/exporters/csv.ts';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { EICAR, type StandIn, startStandIn } from '../../support/clamd.ts';
import { inspecting } from '../../support/inspecting.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { loggedRows } from '../../support/written-row.ts';
import { zipFile } from '../../support/zip-file.ts';

const policies: readonly PolicyDocument[] = [
  {
    id: 'no-cards-out',
    name: 'No cards out',
    severity: 'high',
    mode: 'active',
    control: 'monitor',
    activities: ['download', 'upload'],
    when: {
      content: { detectors: [{ kind: 'payment-card', name: 'cards', showLastFour: true }], passes: ['unsupported'] },
    },
    action: 'block',
    message: readMessage('Card numbers stay here.'),
  },
  {
    id: 'no-malware',
    name: 'No malware',
    severity: 'high',
    mode: 'active',
    control: 'monitor',
    activities: ['download', 'upload'],
    when: { content: { malware: true } },
    action: 'block',
  },
];

const secret = makeDocx(['Report', 'Card 4111 1111', '4111 1111 1111 1111']);
const clean = makeDocx(['Report', 'Nothing to see']);
const large = Buffer.concat(
  Array.from({ length: 60_000 }, (_, at) => Buffer.from(`line ${at} of a large file without anything\n`)),
);

interface Given {
  readonly body: Buffer;
  readonly headers?: Record<string, string>;
  readonly status?: number;
}

describe('content of files on the road', () => {
  let gateway: TestGateway;
  let clamd: StandIn;
  let alice: BrowserClient;
  let wiki: string;
  let given: Given = { body: clean };
  let ranges: (string | undefined)[] = [];
  let received: Buffer | undefined;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'GET') {
      ranges.push(request.headers.range);
      response.writeHead(given.status ?? 200, {
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="report.docx"',
        ...given.headers,
      });
      response.end(given.body);
      return;
    }
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      received = Buffer.concat(pieces);
      response.end('taken');
    });
  };

  before(async () => {
    clamd = await startStandIn();
    gateway = await startTestGateway({
      handler: (request, response) =>
        request.url?.startsWith('/file') ? answer(request, response) : response.end('home'),
      policies,
      change: inspecting(clamd),
    });
    alice = await gateway.signedIn('alice');
    wiki = gateway.suffix('wiki.corp.test');
  });
  after(async () => {
    await gateway?.close();
    await clamd?.close();
  });

  const download = (next: Given, headers: Record<string, string> = {}) => {
    given = next;
    ranges = [];
    return alice.send(`${wiki}/file`, { headers });
  };
  const upload = (body: Buffer | string, headers: Record<string, string>) => {
    received = undefined;
    return alice.send(`${wiki}/file`, {
      method: 'POST',
      body,
      headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', origin: wiki, ...headers },
    });
  };
  const lastRow = (): Activity | undefined => loggedRows(gateway.directory, { order: 'newest', limit: 1 })[0];
  const settled = async (id: string): Promise<Activity> => {
    for (let tries = 0; tries < 6000; tries++) {
      const row = lastRow();
      if (row?.exchangeId === id || (id === '' && row)) return row;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('no row');
  };

  const assertNothingOf = (file: Buffer, seen: Buffer): void => {
    for (let at = 0; at + 16 <= file.length; at += 8) assert.equal(seen.includes(file.subarray(at, at + 16)), false);
  };

  test('a document with card numbers is blocked, and the log has them masked', async () => {
    const reply = await download(
      { body: secret },
      { accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    );
    assert.equal(reply.status, 403);
    const told = JSON.parse(reply.body.toString());
    assert.equal(told.message, 'Card numbers stay here.');
    assertNothingOf(secret, reply.body);
    const row = await settled(told.exchange);
    assert.equal(row.outcome, 'blocked');
    assert.deepEqual(row.content?.matches, [{ detector: 'cards', count: 1, samples: ['#### #### #### 1111'] }]);
    assert.match(csv.line(row), /scanned; cards 1: #### #### #### 1111; clean/);
    assert.match(row.content?.sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.doesNotMatch(JSON.stringify(row), /4111 ?1111/);
    assert.deepEqual(
      row.policies.map(({ policyId, reasons }) => [policyId, reasons]),
      [['no-cards-out', ['content-match']]],
    );
  });

  test('a clean file is the same, byte for byte, whatever its size', async () => {
    for (const body of [clean, large, Buffer.alloc(0)]) {
      const reply = await download({ body, headers: { 'content-length': String(body.length), etag: '"v1"' } });
      assert.equal(reply.status, 200);
      assert.ok(reply.body.equals(body));
      assert.equal(reply.headers.etag, '"v1"');
    }
    assert.deepEqual(
      readdirSync(join(gateway.directory, 'state')).filter((name) => name.startsWith('spool')),
      [],
    );
  });

  test('content codings are looked through, and come out as they went in', async () => {
    const packed = gzipSync(large);
    const reply = await download({ body: packed, headers: { 'content-encoding': 'gzip' } });
    assert.ok(reply.body.equals(packed));
    const cases: [string, Buffer, Record<string, string>][] = [
      ['gzip', gzipSync(secret), { 'content-encoding': 'gzip' }],
      ['gzip, br', brotliCompressSync(gzipSync(secret)), { 'content-encoding': 'gzip, br' }],
      ['gzip that nobody names', gzipSync(secret), {}],
      ['a coding nobody knows', secret, { 'content-encoding': 'x-foo' }],
      ['a coding it is not', secret, { 'content-encoding': 'br' }],
      ['cut short', gzipSync(large).subarray(0, 1000), { 'content-encoding': 'gzip' }],
    ];
    for (const [name, body, headers] of cases) {
      const refused = await download({ body, headers });
      assert.equal(refused.status, 403, name);
      assertNothingOf(body, refused.body);
    }
  });

  test('the type is that of the bytes, whatever sender and name say', async () => {
    for (const type of ['text/plain', 'image/png', 'application/json', 'text/html;;charset']) {
      for (const name of ['secret.txt', 'secret.jpg', 'secret']) {
        const headers = { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` };
        assert.equal((await download({ body: secret, headers })).status, 403, `${type} ${name}`);
      }
    }
  });

  test('no piece of a file goes out unseen', async () => {
    const whole = await download({ body: clean }, { range: 'bytes=100-199', 'if-range': '"v1"' });
    assert.deepEqual(ranges, [undefined]);
    assert.equal(whole.status, 200);
    const headers = { 'content-range': `bytes 100-199/${secret.length}` };
    const piece = await download({ body: secret.subarray(100, 200), status: 206, headers });
    assert.equal(piece.status, 403);
  });

  test('nothing reaches the app of an upload that is malware or carries cards', async () => {
    const form = (file: Buffer | string) =>
      Buffer.concat([
        Buffer.from('--xyz\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n'),
        Buffer.from(file),
        Buffer.from('\r\n--xyz--\r\n'),
      ]);
    const type = { 'content-type': 'multipart/form-data; boundary=xyz' };
    const bad: [string, Buffer | string, Record<string, string>][] = [
      ['EICAR, raw', EICAR, { 'content-type': 'application/octet-stream' }],
      ['EICAR in a form', form(EICAR), type],
      ['cards in a form', form(zipFile([{ name: 'secret.docx', content: secret }])), type],
      [
        'cards, raw and packed',
        gzipSync(secret),
        { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
      ],
      ['an encrypted archive', form(zipFile([{ name: 'a', content: 'a', encrypted: true }])), type],
      ['a piece', 'x'.repeat(100), { 'content-type': 'application/octet-stream', 'content-range': 'bytes 0-99/1000' }],
    ];
    for (const [name, body, headers] of bad) {
      const reply = await upload(body, headers);
      assert.equal(reply.status, 403, name);
      assert.equal(received, undefined, name);
    }
    const good = form(clean);
    const reply = await upload(good, type);
    assert.equal(reply.body.toString(), 'taken');
    assert.ok(received !== undefined && (received as Buffer).equals(good));
  });

  test('without a scanner nothing passes that a policy wants scanned', async () => {
    assert.equal((await download({ body: clean })).status, 200);
    await clamd.close();
    assert.equal((await download({ body: clean })).status, 403);
    assert.equal((await upload('clean', { 'content-type': 'application/octet-stream' })).status, 403);
    assert.equal(received, undefined);
  });
});
