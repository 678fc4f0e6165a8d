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
const POLICIES: readonly PolicyDocument[] = [
  { ...upload, id: 'no-cards', name: 'No cards', when: { content: { detectors: [{ kind: 'payment-card' }] } } },
  { ...upload, id: 'no-malware', name: 'No malware', when: { content: { malware: true } } },
];

/** A body in pieces of so many bytes. */
const cut = (body: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, at) => body.subarray(at * size, (at + 1) * size));

describe('uploads in pieces', () => {
  let stage: FileStage;
  let scanner: Awaited<ReturnType<typeof startStandIn>>;
  /** What the app has of each upload. */
  const kept = new Map<string, Buffer>();
  const lengths = new Map<string, number>();
  let count = 0;

  /** An app that takes uploads by tus, and by upload sessions in the manner of Google; under /dav it writes ranges into files. */
  function app(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const field = (name: string): string => String(request.headers[name] ?? '');
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      if (path === '/tus' || path.startsWith('/start')) {
        const location = `/${path === '/tus' ? 'tus' : 'session'}/${++count}?uploadType=resumable&upload_id=${count}`;
        kept.set(location, body);
        lengths.set(location, Number(field('upload-length')));
        response.writeHead(201, { location, 'tus-resumable': '1.0.0' }).end();
        return;
      }
      const had = kept.get(path) ?? Buffer.alloc(0);
      const [, start = '', total = ''] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(field('content-range')) ?? [];
      const at = path.startsWith('/tus/') ? Number(field('upload-offset')) : start === '' ? had.length : Number(start);
      if (!path.startsWith('/dav') && at !== had.length && body.length > 0) {
        // Google skips what it has; tus contradicts.
        response.writeHead(path.startsWith('/tus/') ? 409 : 308, { range: `bytes=0-${had.length - 1}` }).end();
        return;
      }
      const has = Buffer.concat([had.subarray(0, at), body]);
      kept.set(path, has);
      if (path.startsWith('/dav')) response.writeHead(201, { location: path }).end();
      else if (path.startsWith('/tus/')) response.writeHead(204, { 'upload-offset': `${has.length}` }).end();
      else response.writeHead(total === '' || (total !== '*' && has.length >= Number(total)) ? 200 : 308).end();
    });
  }

  before(async () => {
    scanner = await startStandIn();
    stage = await startFileStage({
      policies: POLICIES,
      handler: (request, response) => {
        if (/^\/(?:tus|start|session|dav)/.test(request.url ?? '')) app(request, response);
        else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>home');
      },
      change: inspecting(scanner, LIMITS),
    });
  });
  after(async () => {
    await stage?.close();
    await scanner?.close();
  });

  const send = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Buffer,
    client: BrowserClient = stage.alice,
  ): Promise<Answer> =>
    client.send(stage.wiki + path, {
      method,
      headers: { ...ASKED.script, origin: stage.wiki, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const TUS = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };
  const made = ({ headers }: Answer): string => {
    const { pathname, search } = new URL(String(headers['location']), stage.wiki);
    return pathname + search;
  };

  /** An upload session of either kind: its address, and how a piece is sent to it. */
  type Way = (total: number) => Promise<{
    path: string;
    piece: (at: number, body: Buffer, client?: BrowserClient) => Promise<Answer>;
  }>;
  const tus: Way = async (total) => {
    const path = made(await send('POST', '/tus', { 'tus-resumable': '1.0.0', 'upload-length': `${total}` }));
    const piece = (at: number, body: Buffer, client?: BrowserClient): Promise<Answer> =>
      send('PATCH', path, { ...TUS, 'upload-offset': `${at}` }, body, client);
    return { path, piece };
  };
  const session: Way = async (total) => {
    const path = made(await send('POST', '/start?uploadType=resumable', {}));
    const piece = (at: number, body: Buffer, client?: BrowserClient): Promise<Answer> =>
      send('PUT', path, { 'content-range': `bytes ${at}-${at + body.length - 1}/${total}` }, body, client);
    return { path, piece };
  };
  const WAYS = { tus, session };
  /** Sends a body in pieces until one is refused; gives the statuses. */
  async function all(way: Way, body: Buffer, size: number): Promise<{ path: string; statuses: number[] }> {
    const { path, piece } = await way(body.length);
    const statuses: number[] = [];
    for (const [index, part] of cut(body, size).entries()) {
      statuses.push((await piece(index * size, part)).status);
      if (statuses.at(-1) === 403) break;
    }
    return { path, statuses };
  }

  test('what is clean arrives, octet for octet, and the log says of the last piece what the whole is', async () => {
    for (const [name, way] of Object.entries(WAYS)) {
      const { path, statuses } = await all(way, CLEAN, 300);
      assert.ok(statuses.length > 2 && !statuses.includes(403), `${name}: ${statuses}`);
      assert.deepEqual(kept.get(path), CLEAN, name);
      const rows = await stage.rows(path, statuses.length);
      const told = rows.map(({ content }) => content?.status).toSorted();
      assert.deepEqual(told, [...Array(statuses.length - 1).fill('piece'), 'scanned'], name);
    }
  });

  test('UP-03: what only the whole shows keeps the last piece back', async () => {
    const split = Buffer.from(`${'x'.repeat(100)} 4111 1111 1111 1111 ${'x'.repeat(100)}`);
    for (const [name, way] of Object.entries(WAYS)) {
      for (const [what, body, size] of [
        ['malware', Buffer.from(EICAR), 40],
        ['a document', SECRET, 300],
        ['a card number over two pieces', split, 110],
      ] as const) {
        const { path, statuses } = await all(way, body, size);
        assert.equal(statuses.length, Math.ceil(body.length / size), `${what} by ${name}: ${statuses}`);
        assert.equal(statuses.at(-1), 403, `${what} by ${name}`);
        assert.deepEqual(kept.get(path), body.subarray(0, (statuses.length - 1) * size), `${what} by ${name}`);
      }
    }
  });

  test('UP-03: what a piece shows by itself is kept back at once', async () => {
    for (const [name, way] of Object.entries(WAYS)) {
      const body = Buffer.from(`Card 4111 1111 1111 1111, and then more${'.'.repeat(500)}`);
      const { path, statuses } = await all(way, body, 100);
      assert.deepEqual(statuses, [403], name);
      assert.equal(kept.get(path)?.length, 0, name);
    }
  });

  test('UP-03: a piece that is sent again must be the same, or nobody knows what the app has', async () => {
    const [first, second] = [Buffer.from(EICAR.slice(0, 40)), Buffer.from(EICAR.slice(40))];
    const clean = Buffer.alloc(40, 'c');
    for (const [name, way] of Object.entries(WAYS)) {
      const again = await way(CLEAN.length);
      for (const at of [0, 0, 300, 0, 600])
        assert.notEqual((await again.piece(at, CLEAN.subarray(at, at + 300))).status, 403, `${name}, again`);
      const other = await way(68);
      await other.piece(0, first);
      assert.equal((await other.piece(0, clean)).status, 403, `${name}, another beginning`);
      assert.equal((await other.piece(0, clean)).status, 403, `${name}, another beginning once more`);
      assert.equal((await other.piece(40, second)).status, 403, `${name}, the end of it`);
      const hole = await way(68);
      assert.equal((await hole.piece(40, second)).status, 403, `${name}, with a hole`);
      const shared = await way(68);
      await shared.piece(0, first);
      assert.equal((await shared.piece(40, second, stage.bob)).status, 403, `${name}, by two`);
      assert.equal((await shared.piece(0, clean, stage.bob)).status, 403, `${name}, by another`);
    }
  });

  test('UP-03: nobody lies about the length of the whole', async () => {
    const [first, second] = [Buffer.from(EICAR.slice(0, 40)), Buffer.from(EICAR.slice(40))];
    const { path } = await session(0);
    const range = (value: string, body?: Buffer): Promise<Answer> =>
      send('PUT', path, { 'content-range': value }, body);
    assert.equal((await range('bytes 0-39/1000', first)).status, 308);
    assert.equal((await range('bytes 40-67/1000', second)).status, 308);
    assert.equal((await range('bytes */68')).status, 403, 'what ends it without a word');
    assert.equal((await range('bytes */68', Buffer.alloc(0))).status, 403);
    const longer = await session(1000);
    assert.equal((await longer.piece(0, first)).status, 308);
    assert.equal((await send('PUT', longer.path, { 'content-range': 'bytes 40-67/68' }, second)).status, 403);
    const later = async (last: string, body?: Buffer): Promise<number> => {
      const { path: at } = await session(0);
      assert.equal((await send('PUT', at, { 'content-range': 'bytes 0-39/*' }, first)).status, 308);
      return (await send('PUT', at, { 'content-range': last }, body)).status;
    };
    assert.equal(await later('bytes 40-67/68', second), 403, 'a length told with the last piece');
    assert.equal(await later('bytes 40-67/1000', second), 308);
    assert.equal(await later('bytes */30'), 403, 'less than has come');
    assert.equal(await later('bytes */40'), 200, 'nothing but what has come');
    // A server that writes ranges into files has one after each of them.
    const written = '/dav/file?uploadType=resumable&upload_id=1';
    await send('PUT', written, {}, Buffer.from('clean'));
    await send('PUT', written, { 'content-range': 'bytes 0-39/1000' }, first);
    assert.equal((await send('PUT', written, { 'content-range': 'bytes 40-67/1000' }, second)).status, 403);
    const long = await tus(40);
    assert.equal((await long.piece(0, Buffer.from(EICAR))).status, 403, 'more than was said');
  });

  test('UP-03: an upload that brings its first piece along is one like the others', async () => {
    const create = (body: Buffer, total: number): Promise<Answer> =>
      send('POST', '/tus', { ...TUS, 'upload-length': `${total}` }, body);
    const whole = await create(CLEAN, CLEAN.length);
    assert.equal(whole.status, 201);
    assert.equal((await create(SECRET, SECRET.length)).status, 403);
    for (const [body, expected] of [
      [CLEAN, 204],
      [SECRET, 403],
    ] as const) {
      const first = await create(body.subarray(0, 400), body.length);
      assert.equal(first.status, 201);
      const rest = await send('PATCH', made(first), { ...TUS, 'upload-offset': '400' }, body.subarray(400));
      assert.equal(rest.status, expected);
    }
  });

  test('UP-03: uploads that become parts of another one are judged with it', async () => {
    const part = async (body: Buffer, total = body.length): Promise<string> => {
      const fields = { 'tus-resumable': '1.0.0', 'upload-length': `${total}`, 'upload-concat': 'partial' };
      const path = made(await send('POST', '/tus', fields));
      assert.equal((await send('PATCH', path, { ...TUS, 'upload-offset': '0' }, body)).status, 204);
      return path;
    };
    const final = async (list: string, client?: BrowserClient): Promise<number> =>
      (await send('POST', '/tus', { 'tus-resumable': '1.0.0', 'upload-concat': `final;${list}` }, undefined, client))
        .status;
    const halves = async (body: Buffer): Promise<[string, string]> => [
      await part(body.subarray(0, 40)),
      await part(body.subarray(40)),
    ];
    const [first, second] = await halves(CLEAN);
    assert.equal(await final(`${first} ${second}`), 201);
    assert.equal(await final(`https://wiki.corp.test${first} ${second}`), 201, 'by an address');
    for (const body of [SECRET, Buffer.from(EICAR)]) {
      const [begin, end] = await halves(body);
      assert.equal(await final(`${begin} ${end}`), 403);
      assert.equal(
        await final(`${end} ${begin}`),
        body === SECRET ? 403 : 201,
        'in another order it is something else',
      );
      assert.equal(await final(`${first} ${begin} ${end}`), 403, 'behind something else');
    }
    const [begin, end] = await halves(Buffer.from(EICAR));
    assert.equal(await final(`${begin} ${end}`, stage.bob), 403, 'by another session');
    assert.equal(await final(`${begin} /tus/never`), 403, 'one that nobody saw');
    assert.equal(await final(`${begin} ${await part(Buffer.from('short'), 100)}`), 403, 'one that is not whole');
    const split = await part(Buffer.from(EICAR.slice(0, 40)), 68);
    const rest = Buffer.from(EICAR.slice(40));
    assert.equal((await send('PATCH', split, { ...TUS, 'upload-offset': '40' }, rest)).status, 403, 'by itself');
    const whole = made(await send('POST', '/tus', { 'tus-resumable': '1.0.0', 'upload-length': '40' }));
    await send('PATCH', whole, { ...TUS, 'upload-offset': '0' }, Buffer.alloc(40, 'c'));
    assert.equal(await final(`${whole} ${end}`), 403, 'one that was no part');
  });
});
