import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const CARD = '4111 1111 1111 1111';
const cards = { content: { detectors: [{ kind: 'payment-card', name: 'cards', showLastFour: true }] } } as const;
const redacts = (id: string, more: Partial<PolicyDocument>): PolicyDocument => ({
  id,
  name: id,
  severity: 'low',
  mode: 'active',
  control: 'activities',
  activities: ['view'],
  action: 'redact',
  ...more,
});
const policies: readonly PolicyDocument[] = [
  redacts('shown', { when: { ...cards, path: ['/shown*'] } }),
  redacts('watched', { when: { ...cards, path: ['/watched*'] }, mode: 'monitoring' }),
  redacts('lenient', { when: { ...cards, path: ['/shown-lenient*'] }, otherwise: 'audit' }),
  {
    ...redacts('saved', { when: { ...cards, path: ['/saved*'] }, control: 'download' }),
    activities: undefined,
  } as never,
];

interface Given {
  readonly body: string | Buffer;
  readonly type: string;
  readonly headers?: Record<string, string>;
  readonly status?: number;
}
const page = `<!doctype html><title>Customer</title><p data-card="${CARD}">${CARD}</p><script>var card = "${CARD}";</script>`;
const answers: Readonly<Record<string, Given>> = {
  page: {
    type: 'text/html; charset=utf-8',
    body: page,
    headers: { etag: '"1"', 'last-modified': 'Sat, 01 Jan 2000 00:00:00 GMT' },
  },
  gzipped: { type: 'text/html', body: gzipSync(page), headers: { 'content-encoding': 'gzip' } },
  json: {
    type: 'application/json',
    body: brotliCompressSync(JSON.stringify({ card: CARD, number: 4111111111111111 })),
    headers: { 'content-encoding': 'br' },
  },
  lines: { type: 'application/octet-stream', body: `{"card":"${CARD}"}` },
  error: { type: 'text/plain', status: 500, body: `no such customer: ${CARD}` },
  piece: { type: 'text/html', status: 206, body: `<p>${CARD}`, headers: { 'content-range': 'bytes 0-21/100' } },
  clean: { type: 'text/html', body: '<p>nothing' },
  picture: { type: 'image/png', body: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') },
  disguised: { type: 'image/png', body: `card ${CARD}` },
  pdf: { type: 'application/pdf', body: `%PDF-1.7\n(${CARD})` },
  binary: { type: 'application/octet-stream', body: Buffer.from([1, 2, 3, 0, 255, 7]) },
  csv: {
    type: 'text/csv',
    body: `name,card\njane,${CARD}\n`,
    headers: { 'content-disposition': 'attachment; filename="cards.csv"' },
  },
  docx: {
    type: 'application/octet-stream',
    body: makeDocx(['Report', CARD]),
    headers: { 'content-disposition': 'attachment; filename="r.docx"' },
  },
  'clean.docx': {
    type: 'application/octet-stream',
    body: makeDocx(['Report']),
    headers: { 'content-disposition': 'attachment; filename="r.docx"' },
  },
  unknown: { type: 'text/html', body: page, headers: { 'content-encoding': 'snappy' } },
};

let gateway: TestGateway;
let wiki: string;
let bob: BrowserClient;
const asked: IncomingMessage['headers'][] = [];
before(async () => {
  gateway = await startTestGateway({
    policies,
    handler: (request: IncomingMessage, response: ServerResponse) => {
      asked.push(request.headers);
      const name = /\?(.+)/.exec(request.url ?? '')?.[1] ?? 'clean';
      const { type, body, headers, status = 200 } = answers[name]!;
      response.writeHead(status, { 'content-type': type, ...headers }).end(body);
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

/** Without what the gateway makes up by chance, which may hold any digits: nonces, the runtime's setup, names of exchanges. */
const settled = (body: Buffer): string =>
  body
    .toString()
    .replace(/ (?:nonce|data-sallyport)="[^"]*"/g, '')
    .replace(/(?<![\w-])[\w-]{22}(?![\w-])/g, '');
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
const get = (path: string, headers: Record<string, string> = {}) => bob.send(`${wiki}/${path}`, { headers });

const rows = (check: (found: readonly Activity[]) => boolean): Promise<readonly Activity[]> =>
  writtenRows(gateway.directory, {}, check);

test('pages, errors and what scripts ask for come masked, whatever coding they are in', async () => {
  for (const name of ['page', 'gzipped']) {
    const { status, body, headers } = await get(`shown?${name}`);
    assert.equal(status, 200);
    assert.doesNotMatch(settled(body), /4111/, name);
    assert.match(body.toString(), /data-card="\*{4} \*{4} \*{4} 1111">\*{4} \*{4} \*{4} 1111<\/p>/);
    assert.match(body.toString(), /"\*{4} \*{4} \*{4} 1111"/);
    assert.equal(headers.etag, undefined);
    assert.equal(headers['last-modified'], undefined);
    assert.match(headers['cache-control'] ?? '', /no-store/);
  }
  const json = await get('shown?json', FETCH);
  assert.deepEqual(JSON.parse(json.body.toString()), { card: '**** **** **** 1111', number: 0 });
  assert.equal((await get('shown?lines', FETCH)).body.toString(), '{"card":"**** **** **** 1111"}');
  assert.equal((await get('shown?error', FETCH)).body.toString(), 'no such customer: **** **** **** 1111');
});

test('who says that it wants a page for something else gets it masked as well', async () => {
  for (const dest of ['image', 'script', 'style', 'font', 'video', 'iframe', 'object']) {
    const { body } = await get('shown?page', { 'sec-fetch-dest': dest, 'sec-fetch-mode': 'no-cors' });
    assert.doesNotMatch(settled(body), /4111/, dest);
  }
  const saved = await get('shown?page', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'navigate' });
  assert.doesNotMatch(settled(saved.body), /4111/);
  assert.doesNotMatch(settled((await get('shown?disguised', { 'sec-fetch-dest': 'image' })).body), /4111/);
});

test('a copy from before is not confirmed, and no piece is asked for', async () => {
  const { status, body } = await get('shown?page', { 'if-none-match': '"1"', range: 'bytes=0-10' });
  assert.equal(status, 200);
  assert.doesNotMatch(settled(body), /4111/);
  assert.equal(asked.at(-1)?.['if-none-match'], undefined);
  assert.equal(asked.at(-1)?.range, undefined);
});

test('players go on asking for pieces, and pictures for whether they changed; a piece of a page passes for neither', async () => {
  const headers = { 'sec-fetch-dest': 'video', 'sec-fetch-mode': 'no-cors', range: 'bytes=0-' };
  await get('shown?picture', headers);
  assert.equal(asked.at(-1)?.range, 'bytes=0-');
  await get('shown?picture', { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', 'if-none-match': '"1"' });
  assert.equal(asked.at(-1)?.['if-none-match'], '"1"');
  assert.equal((await get('shown?piece', headers)).status, 403);
});

test('what cannot be masked goes by the rule of the policy', async () => {
  for (const name of ['pdf', 'unknown']) assert.equal((await get(`shown?${name}`)).status, 403, name);
  assert.equal((await get('shown?binary', FETCH)).status, 403);
  assert.equal((await get('shown-lenient?binary', FETCH)).status, 403, 'the stricter policy holds too');
  const picture = await get('shown?picture', { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' });
  assert.deepEqual(picture.body, answers.picture!.body);
});

test('files: text is masked, a document with a match is refused, one without passes', async () => {
  assert.equal((await get('saved?csv')).body.toString(), 'name,card\njane,**** **** **** 1111\n');
  assert.equal((await get('saved?docx')).status, 403);
  const clean = await get('saved?clean.docx');
  assert.deepEqual(clean.body, answers['clean.docx']!.body);
});

test('what no policy is about keeps its bytes, and the log says how much was masked', async () => {
  assert.match((await get('other?page')).body.toString(), /4111 1111/);
  await get('shown?clean');
  await get('shown?json', FETCH);
  await get('saved?csv');
  const found = await rows((all) =>
    all.some(({ object, content }) => object?.name === 'cards.csv' && content?.masked === 1),
  );
  const json = found.find(({ object }) => object?.url?.endsWith('/shown?json'))!;
  assert.equal(json.outcome, 'redacted');
  assert.equal(json.enforcedBy, 'gateway');
  assert.equal(json.content?.masked, 2);
  assert.deepEqual(
    json.content?.matches.map(({ detector, samples }) => [detector, samples[0]]),
    [['cards', '#### #### #### 1111']],
  );
  assert.deepEqual(
    json.policies.map(({ policyId }) => policyId),
    ['shown'],
  );
  assert.ok(!found.some(({ object }) => object?.url?.endsWith('/shown?clean')), 'nothing was masked there');
});

test('a policy in monitoring changes no byte, and counts what it would have masked', async () => {
  const of = (found: readonly Activity[]) =>
    found.filter(({ policies }) => policies.some(({ policyId }) => policyId === 'watched'));
  for (const name of ['page', 'gzipped', 'clean']) assert.equal((await get(`watched?${name}`)).status, 200);
  assert.match((await get('watched?page')).body.toString(), /4111 1111 1111 1111/);
  await get('watched?json', FETCH);
  await get('watched?picture', FETCH);
  const found = of(await rows((all) => of(all).filter(({ content }) => content).length >= 4)).filter(
    ({ content }) => content,
  );
  assert.deepEqual(
    found
      .map(({ outcome, content }) => [outcome, content?.status, content?.masked, content?.matches[0]?.count])
      .toSorted(),
    [
      ['monitored', 'scanned', undefined, 2],
      ...Array.from({ length: 3 }, () => ['monitored', 'scanned', undefined, 3]),
    ],
  );
  const urls = of(await rows(() => true)).map(({ object }) => object?.url);
  assert.ok(!urls.some((url) => url?.endsWith('?clean')), 'nothing to be masked is no row');
});
