import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { EICAR, startStandIn } from '../../support/clamd.ts';
import { inspecting } from '../../support/inspecting.ts';
import { ASKED, CLEAN, type FileStage, SECRET, startFileStage } from './file-stage.ts';

const LIMITS = { memoryBytes: 100_000, limits: { ratio: 2000 } };

const upload = {
  severity: 'high',
  mode: 'active',
  control: 'monitor',
  activities: ['upload'],
  action: 'block',
} as const;
const STAFF = { group: ['staff'] };
const POLICIES: readonly PolicyDocument[] = [
  {
    ...upload,
    id: 'no-cards',
    name: 'No cards',
    when: { all: [STAFF, { content: { detectors: [{ kind: 'payment-card' }] } }] },
  },
  { ...upload, id: 'no-malware', name: 'No malware', when: { all: [STAFF, { content: { malware: true } }] } },
];

const cut = (body: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, at) => body.subarray(at * size, (at + 1) * size));
const HALVES = [Buffer.from(EICAR.slice(0, 40)), Buffer.from(EICAR.slice(40))] as const;
const FILLER = Buffer.alloc(40, 'c');

/** How each script writes its forms. */
const SCRIPTS: Readonly<Record<string, (id: string, index: number, count: number) => Record<string, string>>> = {
  dropzone: (id, index, count) => ({
    dzuuid: id,
    dzchunkindex: `${index}`,
    dztotalfilesize: '1000',
    dzchunksize: '40',
    dztotalchunkcount: `${count}`,
    dzchunkbyteoffset: `${index * 40}`,
  }),
  resumable: (id, index, count) => ({
    resumableChunkNumber: `${index + 1}`,
    resumableChunkSize: '40',
    resumableTotalSize: '1000',
    resumableIdentifier: id,
    resumableFilename: 'a.docx',
    resumableTotalChunks: `${count}`,
  }),
  flow: (id, index, count) => ({
    flowChunkNumber: `${index + 1}`,
    flowIdentifier: id,
    flowTotalChunks: `${count}`,
  }),
  'fine-uploader': (id, index, count) => ({ qqpartindex: `${index}`, qqtotalparts: `${count}`, qquuid: id }),
};
type Fields = Record<string, string>;

const TYPE = 'multipart/form-data; boundary=----WebKitFormBoundaryAbC';
function form(fields: Fields, piece: Buffer): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `------WebKitFormBoundaryAbC\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    '------WebKitFormBoundaryAbC\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\nContent-Type: application/octet-stream\r\n\r\n';
  return Buffer.concat([
    Buffer.from(parts.join('') + head),
    piece,
    Buffer.from('\r\n------WebKitFormBoundaryAbC--\r\n'),
  ]);
}

describe('uploads in forms of their own', () => {
  let stage: FileStage;
  let scanner: Awaited<ReturnType<typeof startStandIn>>;
  let carol: BrowserClient;
  let time = Date.now();
  /** What the app has of each upload; it keeps what comes first. */
  const kept = new Map<string, Map<number, Buffer>>();
  const files = new Map<string, Buffer>();
  let count = 0;

  function app(request: IncomingMessage, response: ServerResponse): void {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString('latin1');
      const said = (...names: string[]): string =>
        names.flatMap((name) => new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)`).exec(body)?.[1] ?? [])[0] ?? '';
      const id = said('dzuuid', 'resumableIdentifier', 'flowIdentifier', 'qquuid');
      const number = Number(
        said('dzchunkindex', 'qqpartindex') || Number(said('resumableChunkNumber', 'flowChunkNumber')) - 1,
      );
      const total = Number(said('dztotalchunkcount', 'resumableTotalChunks', 'flowTotalChunks', 'qqtotalparts'));
      const content = /filename="[^"]*"\r\n(?:[^\r]+\r\n)*\r\n([\s\S]*?)\r\n------WebKit/.exec(body)?.[1] ?? '';
      const has = kept.get(id) ?? new Map<number, Buffer>();
      kept.set(id, has);
      if (!has.has(number)) has.set(number, Buffer.from(content, 'latin1'));
      if (has.size === total)
        files.set(id, Buffer.concat(Array.from({ length: total }, (_, at) => has.get(at) ?? Buffer.alloc(0))));
      response.end('taken');
    });
  }

  before(async () => {
    scanner = await startStandIn();
    const inspects = inspecting(scanner, LIMITS);
    stage = await startFileStage({
      policies: POLICIES,
      now: () => time,
      handler: (request, response) => {
        if (request.url?.startsWith('/up')) app(request, response);
        else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>home');
      },
      change: (config) => ({ ...inspects(config), sessions: { idle: 1e9, absolute: 1e9 } }),
    });
    carol = await stage.gateway.signedIn('carol');
  });
  after(async () => {
    await stage?.close();
    await scanner?.close();
  });

  const post = async (body: Buffer, client: BrowserClient = stage.alice, query = '', type = TYPE): Promise<number> => {
    const headers = { ...ASKED.script, origin: stage.wiki, 'content-type': type };
    const answer: Answer = await client.send(`${stage.wiki}/up${query}`, { method: 'POST', headers, body });
    return answer.status;
  };
  const dropzone = (id: string, index: number, total: number, piece: Buffer, client?: BrowserClient): Promise<number> =>
    post(form(SCRIPTS['dropzone']!(id, index, total), piece), client);
  const newId = (): string => `upload-${++count}`;

  test('what is clean arrives, octet for octet', async () => {
    for (const [name, fields] of Object.entries(SCRIPTS)) {
      const id = newId();
      const parts = cut(CLEAN, 300);
      for (const [index, piece] of parts.entries())
        assert.equal(await post(form(fields(id, index, parts.length), piece)), 200, name);
      assert.deepEqual(files.get(id), CLEAN, name);
    }
    const rows = await stage.rows('/up', Object.keys(SCRIPTS).length * cut(CLEAN, 300).length);
    const told = new Set(rows.map(({ content }) => content?.status));
    assert.deepEqual(told, new Set(['piece', 'scanned']));
  });

  test('UP-03: what only the whole shows keeps back the piece that makes it', async () => {
    for (const [name, fields] of Object.entries(SCRIPTS)) {
      for (const [what, body, size] of [
        ['malware', Buffer.from(EICAR), 40],
        ['a document', SECRET, 300],
      ] as const) {
        const id = newId();
        const parts = cut(body, size);
        const statuses: number[] = [];
        for (const [index, piece] of parts.entries())
          statuses.push(await post(form(fields(id, index, parts.length), piece)));
        assert.deepEqual(statuses, [...Array(parts.length - 1).fill(200), 403], `${what} by ${name}`);
        assert.equal(files.has(id), false, `${what} by ${name}`);
        assert.equal(await post(form(fields(id, parts.length - 1, parts.length), parts.at(-1)!)), 403, 'once more');
      }
    }
  });

  test('UP-03: what a piece shows by itself, in the file or in a field, is kept back at once', async () => {
    const card = 'Card 4111 1111 1111 1111';
    assert.equal(await dropzone(newId(), 0, 2, Buffer.from(card)), 403);
    const id = newId();
    assert.equal(await dropzone(id, 0, 2, FILLER), 200);
    const fields = { note: card, ...SCRIPTS['dropzone']!(id, 1, 2) };
    assert.equal(await post(form(fields, FILLER)), 403, 'in a field beside the last');
  });

  test('UP-03: a piece comes again as it was, after those before it, and with the same count', async () => {
    const again = newId();
    for (const [index, expected] of [
      [0, 200],
      [0, 200],
      [1, 200],
      [1, 200],
      [0, 200],
    ] as const)
      assert.equal(await dropzone(again, index, 2, FILLER), expected, 'again');
    const other = newId();
    assert.equal(await dropzone(other, 0, 2, HALVES[0]), 200);
    assert.equal(await dropzone(other, 0, 2, FILLER), 403, 'another beginning');
    assert.equal(await dropzone(other, 1, 2, HALVES[1]), 403, 'and the end');
    const hole = newId();
    assert.equal(await dropzone(hole, 1, 2, HALVES[1]), 403, 'an end without a beginning');
    const counts = newId();
    assert.equal(await dropzone(counts, 0, 3, HALVES[0]), 200);
    assert.equal(await dropzone(counts, 1, 2, HALVES[1]), 403, 'another count');
    assert.equal(await dropzone(newId(), 2, 2, HALVES[1]), 403, 'a number behind the last');
  });

  test('UP-03: what nobody saw, or what is long ago, is not made up for', async () => {
    const unseen = newId();
    assert.equal(await dropzone(unseen, 0, 2, HALVES[0], carol), 200, 'no policy is about her');
    assert.equal(await dropzone(unseen, 0, 2, FILLER), 403, 'an app may keep what came first');
    assert.equal(await dropzone(unseen, 1, 2, HALVES[1]), 403);
    const late = newId();
    assert.equal(await dropzone(late, 0, 2, HALVES[0]), 200);
    time += 20 * 60_000;
    assert.equal(await dropzone(newId(), 0, 2, FILLER), 200, 'another');
    assert.equal(await dropzone(late, 0, 2, FILLER), 403);
    assert.equal(await dropzone(late, 1, 2, HALVES[1]), 403);
    const shared = newId();
    assert.equal(await dropzone(shared, 0, 2, HALVES[0]), 200);
    assert.equal(await dropzone(shared, 1, 2, HALVES[1], stage.bob), 403, 'by two');
    const mixed = newId();
    assert.equal(await dropzone(mixed, 0, 2, FILLER), 200);
    assert.equal(await dropzone(mixed, 1, 2, FILLER, stage.bob), 200, 'by two, and clean');
  });

  test('UP-03: forms that say it in two ways say nothing', async () => {
    const piece = (id: string): Fields => SCRIPTS['dropzone']!(id, 0, 2);
    const plain = form(piece(newId()), FILLER).toString('latin1');
    const cases: Record<string, () => Promise<number>> = {
      'in the address too': () => post(form(piece(newId()), FILLER), stage.alice, '?dzuuid=other'),
      'two scripts': () => post(form({ ...piece(newId()), ...SCRIPTS['flow']!('x', 0, 2) }, FILLER)),
      'a field twice': () => post(Buffer.from(plain.replace('name="dzchunksize"', 'name="dzuuid"'), 'latin1')),
      'a field in other letters': () =>
        post(Buffer.from(plain.replace('name="dzchunksize"', 'name="DZUUID"'), 'latin1')),
      'a field behind the file': () =>
        post(
          Buffer.from(
            plain.replace(
              /--\r\n$/,
              '\r\nContent-Disposition: form-data; name="dzuuid"\r\n\r\nother\r\n------WebKitFormBoundaryAbC--\r\n',
            ),
            'latin1',
          ),
        ),
      'a number in another way': () =>
        post(Buffer.from(plain.replace('name="dzchunkindex"\r\n\r\n0', 'name="dzchunkindex"\r\n\r\n00'), 'latin1')),
      'lines of another kind': () => post(Buffer.from(plain.replaceAll('\r\n', '\n'), 'latin1')),
    };
    for (const [name, send] of Object.entries(cases)) assert.equal(await send(), 403, name);
    assert.equal(await dropzone(newId(), 0, 2, FILLER), 200, 'what was refused is no matter');
  });
});
