import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';
import { ASKED, CLEAN, forEach, NO_CARDS, SECRET } from './file-stage.ts';

const NO_PDF: PolicyDocument = {
  ...NO_CARDS,
  id: 'no-pdf',
  name: 'No PDF',
  activities: ['download'],
  when: { content: { type: ['application/pdf'] } },
};
const B64 = SECRET.toString('base64');
const CLEAN64 = CLEAN.toString('base64');
const escaped = (text: string): string =>
  [...text].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const PDF64 = Buffer.from('%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n').toString('base64');

interface Stage {
  readonly gateway: TestGateway;
  readonly app: string;
  readonly alice: BrowserClient;
  readonly received: string[];
  /** What the app answers to the next GET. */
  answer: { body: string | Buffer; headers?: Record<string, string> };
}

async function start(profile: string): Promise<Stage> {
  const received: string[] = [];
  const stage = {
    received,
    answer: { body: '{}' } as Stage['answer'],
  };
  const gateway = await startTestGateway({
    policies: [NO_CARDS, NO_PDF],
    change: (config) => ({ ...config, apps: config.apps.map((app) => ({ ...app, profile })) }),
    handler: (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        if (request.method !== 'GET') received.push(Buffer.concat(pieces).toString('latin1'));
        const isApi = request.method === 'GET' && (request.url ?? '').includes('/api/');
        const { body, headers } = isApi ? stage.answer : { body: '{"ok":true}', headers: undefined };
        response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
      });
    },
  });
  const app = gateway.suffix('wiki.corp.test');
  return Object.assign(stage, { gateway, app, alice: await gateway.signedIn('alice') });
}

const JSON_BODY = { ...ASKED.script, 'content-type': 'application/json' };

describe('files in the JSON of a Jupyter server', () => {
  let stage: Stage;
  before(async () => {
    stage = await start('jupyter');
  });
  after(() => stage?.gateway.close());

  const put = (name: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    stage.alice.send(`${stage.app}/api/contents/notes/${name}`, {
      method: 'PUT',
      headers: { ...JSON_BODY, origin: stage.app, ...headers },
      body,
    });
  const model = (content: string, more = ''): string =>
    `{"type":"file","format":"base64","name":"a.docx"${more},"content":"${content}"}`;

  test('a clean file goes through as it came, and its own hash is logged', async () => {
    const body = model(CLEAN64);
    assert.equal((await put('clean.docx', body)).status, 200);
    assert.equal(stage.received.at(-1), body);
    const row = await writtenRow(
      stage.gateway.directory,
      ({ type, object }) => type === 'upload' && object?.name === 'notes/clean.docx',
    );
    assert.equal(row.outcome, 'allowed');
    assert.equal(row.content?.status, 'scanned');
    assert.equal(row.content?.sha256, createHash('sha256').update(CLEAN).digest('hex'));
  });

  test('a card number in one does not, however it is written', async () => {
    const before = stage.received.length;
    const cases: Record<string, readonly [body: string | Buffer, headers?: Record<string, string>]> = {
      plain: [model(B64)],
      spaces: [model(B64.replace(/.{9}/g, '$& '))],
      escapes: [model(escaped(B64))],
      'the other alphabet': [model(B64.replaceAll('+', '-').replaceAll('/', '_'))],
      'two contents': [model(B64, `,"content":"${CLEAN64}"`)],
      'two formats': [model(B64, ',"format":"text"')],
      'a format that lies': [model(B64).replace('"base64"', '"text"')],
      'deeper beside it': [model(B64, ',"more":{"content":"aGk=","format":"text"}')],
      gzip: [gzipSync(model(B64)), { 'content-encoding': 'gzip' }],
      'gzip twice': [gzipSync(gzipSync(model(B64))), { 'content-encoding': 'gzip, gzip' }],
      'a picture by its type': [model(B64), { 'content-type': 'image/png' }],
      'octets by their type': [model(B64), { 'content-type': 'application/octet-stream' }],
      'plain text by its type': [model(B64), { 'content-type': 'text/plain' }],
      'another character set by its type': [model(B64), { 'content-type': 'application/json; charset=utf-16' }],
      'UTF-7 by its type': [model(B64), { 'content-type': 'application/json; charset=utf-7' }],
      'no JSON at its end': [`${model(B64)}}`],
      'a chunk': [model(B64, ',"chunk":1')],
      'two MiB of it': [model(`${B64.replace(/=+$/, '')}${'A'.repeat(2 * 1024 ** 2)}`)],
      'behind two MiB': [`{"path":"${' '.repeat(2 * 1024 ** 2)}",${model(B64).slice(1)}`],
    };
    await forEach(Object.entries(cases), async ([what, [body, headers]]) => {
      const { status } = await put(`${what.replaceAll(' ', '-')}.docx`, body, headers);
      assert.equal(status, 403, what);
    });
    assert.deepEqual(stage.received.slice(before), []);
  });

  test('a notebook that the editor saves is no file', async () => {
    const body = '{"type":"notebook","format":"json","content":{"cells":[{"source":"Card 4111 1111 1111 1111"}]}}';
    assert.equal((await put('a.ipynb', body)).status, 200);
  });

  const get = async (name: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    stage.answer = { body, headers };
    return stage.alice.send(`${stage.app}/api/contents/notes/${name}?content=1`, { headers: ASKED.script });
  };
  const answer = (content: string, format = 'base64', more = ''): string =>
    `{"name":"a.docx","path":"notes/a.docx"${more},"content":"${content}","format":"${format}","mimetype":null,"type":"file"}`;

  test('files that come down are judged by what is in them', async () => {
    assert.equal((await get('clean', answer(CLEAN64))).body.toString(), answer(CLEAN64));
    const cases: Record<string, readonly [body: string | Buffer, headers?: Record<string, string>]> = {
      plain: [answer(B64)],
      lines: [answer(B64.replace(/.{76}/g, '$&\\n'))],
      gzip: [gzipSync(answer(B64)), { 'content-encoding': 'gzip' }],
      'behind much': [answer(B64, 'base64', `,"hash":"${'x'.repeat(200_000)}"`)],
      'a PDF': [answer(PDF64)],
    };
    for (const [what, [body, headers]] of Object.entries(cases)) {
      const got = await get(what.replaceAll(' ', '-'), body, headers);
      assert.equal(got.status, 403, what);
      assert.ok(!got.body.includes(B64.slice(100, 140)), what);
    }
    const row = await writtenRow(
      stage.gateway.directory,
      ({ type, object }) => type === 'download' && object?.name === 'notes/plain',
    );
    assert.equal(row.outcome, 'blocked');
    assert.equal(row.content?.matches[0]?.detector, 'cards');
    assert.equal(row.object?.rule, 'jupyter/fetch-file');
  });

  test('what is shown is a view and none of it is held', async () => {
    const text = answer('Card 4111 1111 1111 1111', 'text');
    assert.equal((await get('note.txt', text)).body.toString(), text);
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64');
    const picture = answer(Buffer.concat([png, Buffer.from('Card 4111 1111 1111 1111')]).toString('base64'));
    assert.equal((await get('a.png', picture)).body.toString(), picture);
  });
});

describe('files in the JSON of a code host', () => {
  let stage: Stage;
  before(async () => {
    stage = await start('forge');
  });
  after(() => stage?.gateway.close());

  const send = (path: string, body: string, method = 'POST', type = 'application/json') =>
    stage.alice.send(`${stage.app}/api/${path}`, {
      method,
      headers: { ...JSON_BODY, origin: stage.app, 'content-type': type },
      body,
    });

  test('contents of one file and of commits are judged by what is in them', async () => {
    const commit = (content: string): string =>
      JSON.stringify({
        branch: 'main',
        actions: [{ action: 'create', file_path: 'a.docx', content, encoding: 'base64' }],
      });
    const project = 'v4/projects/acme%2Fplan/repository';
    const form = new URLSearchParams([
      ['branch', 'main'],
      ['actions[][file_path]', 'a.docx'],
      ['actions[][content]', B64],
      ['actions[][encoding]', 'base64'],
    ]);
    const cases: readonly (readonly [path: string, body: string, method?: string, type?: string])[] = [
      ['v3/repos/acme/plan/contents/a.docx', JSON.stringify({ message: 'm', content: B64 }), 'PUT'],
      ['v3/repos/acme/plan/git/blobs', JSON.stringify({ content: B64, encoding: 'base64' })],
      [`${project}/files/a.docx`, JSON.stringify({ content: B64, encoding: 'base64' })],
      [`${project}/commits`, commit(B64)],
      [`${project}/commits`, form.toString(), 'POST', 'application/x-www-form-urlencoded'],
    ];
    const before = stage.received.length;
    for (const [path, body, method, type] of cases)
      assert.equal((await send(path, body, method, type)).status, 403, path);
    assert.deepEqual(stage.received.slice(before), []);
    assert.equal((await send(`${project}/commits`, commit(CLEAN64))).status, 200);
    assert.equal(stage.received.length, before + 1);
  });

  test('so is one that is fetched, in lines of base64', async () => {
    const body = (content: string): string =>
      JSON.stringify({ name: 'a.docx', encoding: 'base64', content: content.replace(/.{60}/g, '$&\n') });
    const get = () =>
      stage.alice.send(`${stage.app}/api/v3/repos/acme/plan/contents/a.docx`, { headers: ASKED.script });
    stage.answer = { body: body(B64) };
    assert.equal((await get()).status, 403);
    stage.answer = { body: body(CLEAN64) };
    assert.equal((await get()).body.toString(), body(CLEAN64));
  });
});
