import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import { getDocumentProxy } from 'unpdf';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const marks = (id: string, path: string, more: Partial<PolicyDocument> = {}): PolicyDocument => ({
  id,
  name: id,
  severity: 'low',
  mode: 'active',
  control: 'activities',
  activities: ['view'],
  when: { path: [path] },
  action: 'watermark',
  ...more,
});
const saves = ({ activities: _, ...policy }: PolicyDocument): PolicyDocument => ({ ...policy, control: 'download' });

let gateway: TestGateway;
let wiki: string;
let bob: BrowserClient;
let plan: Buffer;
const asked: IncomingMessage['headers'][] = [];
before(async () => {
  const document = await PDFDocument.create();
  document.addPage([400, 300]).drawText('first');
  document.addPage([400, 300]).drawText('second');
  plan = Buffer.from(await document.save());
  document.encrypt({ userPassword: 'x' });
  const sealed = Buffer.from(await document.save());
  const bodies: Record<string, Buffer> = { plan, sealed, gzipped: gzipSync(plan), broken: Buffer.from('%PDF-1.7\nno') };
  gateway = await startTestGateway({
    policies: [
      marks('shown', '/shown*'),
      marks('lenient', '/lenient*', { otherwise: 'audit' }),
      saves(marks('saved', '/saved*')),
      saves(marks('both', '/both*')),
      saves(marks('sealed', '/both*', { action: 'protect', protect: { key: 'organisation' } })),
    ],
    change: (config) => ({ ...config, protection: { passphrase: 'of the organisation', largest: 1_000_000 } }),
    handler: (request, response) => {
      asked.push(request.headers);
      const name = /\?(.+)/.exec(request.url ?? '')?.[1];
      const body = name === undefined ? undefined : bodies[name];
      if (!body) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page');
        return;
      }
      const saved = /^\/(saved|both)/.test(request.url ?? '');
      response
        .writeHead(200, {
          'content-type': 'application/pdf',
          etag: '"1"',
          'accept-ranges': 'bytes',
          'content-disposition': `${saved ? 'attachment' : 'inline'}; filename="plan.pdf"`,
          ...(name === 'gzipped' ? { 'content-encoding': 'gzip' } : {}),
        })
        .end(body);
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

const get = (path: string, headers: Record<string, string> = {}) => bob.send(`${wiki}/${path}`, { headers });

async function textsOf(bytes: Uint8Array, password?: string): Promise<string[]> {
  const document = await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0, ...(password ? { password } : {}) });
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  return texts;
}
const isMarked = (texts: readonly string[]): boolean =>
  texts.length === 2 && texts.every((text) => /bob · \d{4}-/.test(text));

test('a PDF that is shown has the mark on every page, in frames as well, and stays one that is shown', async () => {
  for (const [name, dest] of [
    ['plan', 'document'],
    ['gzipped', 'document'],
    ['plan', 'iframe'],
    ['plan', 'embed'],
    ['plan', 'object'],
  ] as const) {
    const shown = await get(`shown?${name}`, { 'sec-fetch-dest': dest });
    assert.equal(shown.status, 200);
    assert.ok(isMarked(await textsOf(shown.body)), `${name} ${dest}`);
    assert.match(shown.headers['content-disposition'] ?? '', /^inline/);
    assert.equal(shown.headers['accept-ranges'], undefined);
    assert.equal(shown.headers['content-encoding'], undefined);
    assert.match(shown.headers['cache-control'] ?? '', /no-store/);
  }
});

test('no piece and no copy from before comes without it', async () => {
  const { status, body } = await get('shown?plan', { range: 'bytes=0-100', 'if-none-match': '"1"' });
  assert.equal(status, 200);
  assert.ok(isMarked(await textsOf(body)));
  assert.equal(asked.at(-1)?.range, undefined);
  assert.equal(asked.at(-1)?.['if-none-match'], undefined);
});

test('a PDF that is saved has the mark; what has no pages goes by the rule of the policy', async () => {
  const saved = await get('saved?plan');
  assert.ok(isMarked(await textsOf(saved.body)));
  assert.match(saved.headers['content-disposition'] ?? '', /^attachment; filename="plan\.pdf"/);
  for (const path of ['saved?sealed', 'saved?broken', 'shown?sealed', 'shown?broken'])
    assert.equal((await get(path)).status, 403, path);
  assert.equal((await get('lenient?sealed')).status, 200);
});

test('marked and encrypted at once', async () => {
  const { body } = await get('both?plan');
  await assert.rejects(textsOf(body), /password/i);
  assert.ok(isMarked(await textsOf(body, 'of the organisation')));
});

test('other PDFs keep their bytes, and the row says who marked', async () => {
  assert.deepEqual((await get('other?plan')).body, plan);
  await get('shown?plan');
  const row = await writtenRow(gateway.directory, ({ type, outcome }) => type === 'view' && outcome === 'marked');
  assert.equal(row.enforcedBy, 'gateway');
  assert.deepEqual(row.content?.protected, { as: 'changed', stamped: true });
});
