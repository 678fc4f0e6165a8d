import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { frameFields, inFrames, inSignedFrames } from '../../support/chunk-frames.ts';
import { EICAR, startStandIn } from '../../support/clamd.ts';
import { inspecting } from '../../support/inspecting.ts';
import { createUploadApps } from '../../support/upload-apps.ts';
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
  {
    ...upload,
    id: 'no-cards',
    name: 'No cards',
    when: {
      all: [{ group: ['staff'] }, { content: { detectors: [{ kind: 'payment-card' }] } }],
    },
  },
  {
    ...upload,
    id: 'no-malware',
    name: 'No malware',
    when: { all: [{ group: ['staff'] }, { content: { malware: true } }] },
  },
];

const cut = (body: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, at) => body.subarray(at * size, (at + 1) * size));
const HALVES = [Buffer.from(EICAR.slice(0, 40)), Buffer.from(EICAR.slice(40))] as const;
const FILLER = Buffer.alloc(40, 'c');

describe('uploads in parts', () => {
  let stage: FileStage;
  let scanner: Awaited<ReturnType<typeof startStandIn>>;
  let carol: BrowserClient;
  let sessions = 'wiki.corp.test';
  const apps = createUploadApps(() => `https://${sessions}`);
  let count = 0;

  before(async () => {
    scanner = await startStandIn();
    stage = await startFileStage({
      policies: POLICIES,
      handler: (request, response) => {
        if (/^\/(?:s3|azure|cloud|graph|fire|dropbox)\//.test(request.url ?? '')) apps.handle(request, response);
        else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>home');
      },
      change: inspecting(scanner, LIMITS),
    });
    carol = await stage.gateway.signedIn('carol');
  });
  after(async () => {
    await stage?.close();
    await scanner?.close();
  });

  const send = (
    method: string,
    path: string,
    body?: Buffer | string,
    headers: Record<string, string> = {},
    client: BrowserClient = stage.alice,
    host = stage.wiki,
  ): Promise<Answer> =>
    client.send(path.startsWith('https:') ? path : host + path, {
      method,
      headers: { ...ASKED.script, origin: host, ...headers },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });

  /** An upload of one kind: how its parts are sent, and what makes a file of them. */
  interface Open {
    readonly file: string;
    readonly part: (number: number, body: Buffer, client?: BrowserClient) => Promise<Answer>;
    readonly finish: (numbers: readonly number[], client?: BrowserClient) => Promise<Answer>;
  }
  const listed = (numbers: readonly number[]): string =>
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${numbers.map((number) => `<Part><ETag>&quot;t&quot;</ETag><PartNumber>${number}</PartNumber></Part>`).join('')}</CompleteMultipartUpload>`;
  const ways = {
    async s3(): Promise<Open & { id: string }> {
      const file = `/s3/bucket/key-${++count}`;
      const made = await send('POST', `${file}?uploads`);
      const id = /<UploadId>(.+)<\/UploadId>/.exec(made.body.toString())![1]!;
      return {
        file,
        id,
        part: (number, body, client) => send('PUT', `${file}?partNumber=${number}&uploadId=${id}`, body, {}, client),
        finish: (numbers, client) =>
          send('POST', `${file}?uploadId=${id}`, listed(numbers), { 'content-type': 'application/xml' }, client),
      };
    },
    async azure(): Promise<Open> {
      const file = `/azure/container/blob-${++count}`;
      const block = (number: number): string => Buffer.from(`block-${number}>>?`).toString('base64');
      return {
        file,
        part: (number, body, client) =>
          send('PUT', `${file}?comp=block&blockid=${encodeURIComponent(block(number))}&sig=a%2Bb`, body, {}, client),
        finish: (numbers, client) =>
          send(
            'PUT',
            `${file}?comp=blocklist&sig=a%2Bb`,
            `<?xml version="1.0" encoding="utf-8"?><BlockList>${numbers.map((number) => `<Latest>${block(number)}</Latest>`).join('')}</BlockList>`,
            { 'content-type': 'text/plain;charset=UTF-8' },
            client,
          ),
      };
    },
    async cloud(): Promise<Open> {
      const folder = `/cloud/remote.php/dav/uploads/al%40ice/web-${++count}`;
      const file = `/cloud/remote.php/dav/files/al%40ice/file-${count}`;
      assert.equal((await send('MKCOL', folder)).status, 201);
      return {
        file,
        part: (number, body, client) => send('PUT', `${folder}/${number}`, body, {}, client),
        finish: (_, client) => send('MOVE', `${folder}/.file`, undefined, { destination: file }, client),
      };
    },
  };
  /** Sends parts, the last first and beside each other; gives what answers what makes a file of them. */
  async function all(way: () => Promise<Open>, body: Buffer, size: number): Promise<{ file: string; status: number }> {
    const { file, part, finish } = await way();
    const parts = cut(body, size);
    const answers = await Promise.all(parts.map((each, at) => part(at + 1, each)).toReversed());
    for (const { status } of answers) assert.ok(status === 200 || status === 201, `a part of ${file}: ${status}`);
    const { status } = await finish(parts.map((_, at) => at + 1));
    return { file, status };
  }

  test('what is clean arrives, octet for octet, in whichever order its parts come', async () => {
    const bodies = [CLEAN, Buffer.alloc(300_000, 'clean ')];
    for (const [name, way] of Object.entries(ways)) {
      for (const body of bodies) {
        const { file, status } = await all(way, body, Math.ceil(body.length / 5));
        assert.ok(status === 200 || status === 201, `${name}: ${status}`);
        assert.deepEqual(apps.files.get(file), body, name);
      }
    }
  });

  test('the log says of what makes the file what is in it', async () => {
    const { file } = await all(ways.s3, CLEAN, 400);
    const rows = await stage.rows(file, Math.ceil(CLEAN.length / 400) + 1);
    const told = rows.map(({ object, content }) => [object?.url?.includes('partNumber'), content?.status]);
    assert.deepEqual(
      told.filter(([isPart]) => !isPart).map(([, status]) => status),
      ['scanned'],
    );
    assert.ok(
      told.every(([isPart, status]) => !isPart || status === 'piece'),
      JSON.stringify(told),
    );
  });

  test('UP-03: what only the whole shows keeps back what would make it', async () => {
    const split = Buffer.from(`${'x'.repeat(100)} 4111 1111 1111 1111 ${'x'.repeat(100)}`);
    for (const [name, way] of Object.entries(ways)) {
      for (const [what, body, size] of [
        ['malware', Buffer.from(EICAR), 40],
        ['a document', SECRET, 300],
        ['a card number over two parts', split, 110],
      ] as const) {
        const { file, status } = await all(way, body, size);
        assert.equal(status, 403, `${what} by ${name}`);
        assert.equal(apps.files.has(file), false, `${what} by ${name}`);
      }
    }
  });

  test('UP-03: what a part shows by itself is kept back at once', async () => {
    for (const [name, way] of Object.entries(ways)) {
      const { part, finish, file } = await way();
      assert.equal((await part(1, Buffer.from('Card 4111 1111 1111 1111'))).status, 403, name);
      assert.equal((await finish([1])).status, 403, name);
      assert.equal(apps.files.has(file), false, name);
    }
  });

  test('UP-03: a part may be sent again, but not be another one', async () => {
    for (const [name, way] of Object.entries(ways)) {
      const again = await way();
      for (const number of [1, 1, 2, 1]) assert.ok((await again.part(number, FILLER)).status < 300, name);
      assert.ok((await again.finish([1, 2])).status < 300, `${name}, again`);
      const other = await way();
      await other.part(1, FILLER);
      await other.part(2, HALVES[1]);
      assert.equal((await other.part(1, HALVES[0])).status, 403, `${name}, another`);
      assert.equal((await other.finish([1, 2])).status, 403, `${name}, another`);
      assert.equal((await other.part(1, FILLER)).status, 403, `${name}, as it was`);
    }
  });

  test('UP-03: a part that the app did not take is none', async () => {
    const { part, finish, file } = await ways.cloud();
    await part(1, HALVES[0]);
    apps.refuseNext(400);
    assert.equal((await part(2, FILLER)).status, 400);
    await part(3, HALVES[1]);
    assert.equal((await finish([])).status, 403);
    assert.equal(apps.files.has(file), false);
    assert.ok((await part(2, FILLER)).status === 403, 'what comes behind the end');
    const other = await ways.s3();
    apps.refuseNext(503);
    assert.equal((await other.part(1, FILLER)).status, 503);
    assert.equal((await other.part(1, FILLER)).status, 200);
    assert.equal((await other.finish([1])).status, 200, 'one that was sent again');
  });

  test('UP-03: the order and the choice of parts are those of what makes the file', async () => {
    for (const name of ['s3', 'azure'] as const) {
      const some = await ways[name]();
      await some.part(1, HALVES[0]);
      await some.part(2, FILLER);
      await some.part(3, HALVES[1]);
      assert.equal((await some.finish([1, 3])).status, 403, `${name}, without the middle`);
      assert.ok((await some.finish([1, 2, 3])).status < 300, `${name}, with it`);
      const missing = await ways[name]();
      await missing.part(1, FILLER);
      assert.equal((await missing.finish([1, 2])).status, 403, `${name}, one that nobody saw`);
    }
    const turned = await ways.azure();
    await turned.part(1, HALVES[1]);
    await turned.part(2, HALVES[0]);
    assert.equal((await turned.finish([2, 1])).status, 403, 'in another order');
    const falling = await ways.s3();
    await falling.part(1, FILLER);
    await falling.part(2, FILLER);
    assert.equal((await falling.finish([2, 1])).status, 403, 'an order that object stores refuse');
  });

  test('UP-03: a list of parts has nothing in it that can be read in two ways', async () => {
    const part = '<Part><PartNumber>1</PartNumber><ETag>t</ETag></Part>';
    for (const body of [
      `<!-- ${listed([1])} --><CompleteMultipartUpload><Part><PartNumber>2</PartNumber></Part></CompleteMultipartUpload>`,
      `<CompleteMultipartUpload><!-- ${part} --></CompleteMultipartUpload>`,
      `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><PartNumber>2</PartNumber></Part></CompleteMultipartUpload>`,
      `<!DOCTYPE a [<!ENTITY n "2">]><CompleteMultipartUpload><Part><PartNumber>&n;</PartNumber></Part></CompleteMultipartUpload>`,
      `<s:CompleteMultipartUpload xmlns:s="x"><s:Part><s:PartNumber>2</s:PartNumber></s:Part></s:CompleteMultipartUpload>`,
      `${listed([1])}${listed([2])}`,
      Buffer.from(`\ufeff${listed([2])}`, 'utf16le'),
    ]) {
      const { file, id, part: send1 } = await ways.s3();
      await send1(1, FILLER);
      await send1(2, FILLER);
      const answer = await send('POST', `${file}?uploadId=${id}`, body, { 'content-type': 'application/json' });
      assert.equal(answer.status, 403, String(body));
      assert.equal(apps.files.has(file), false, String(body));
    }
    const other = await send('POST', '/s3/api?uploadId=5', '{"done":true}', { 'content-type': 'application/json' });
    assert.equal(other.status, 404, 'talk of an app that uses the same word');
  });

  test('UP-03: what does something else to the parts makes the whole unknown', async () => {
    const { file: source } = await all(ways.cloud, HALVES[1], 40);
    const into = async (act: (folder: string) => Promise<Answer>, expected: number, message: string): Promise<void> => {
      const { file, part, finish } = await ways.cloud();
      const folder = `/cloud/remote.php/dav/uploads/al%40ice/web-${count}`;
      await part(1, HALVES[0]);
      await act(folder);
      assert.equal((await finish([])).status, expected, message);
      assert.equal(apps.files.has(file), expected !== 403, message);
    };
    const copy = (destination: string): Promise<Answer> => send('COPY', source, undefined, { destination });
    await into((folder) => copy(`${folder}/2`), 403, 'a file copied there');
    await into((folder) => copy(`${stage.wiki}${folder}/2`), 403, 'by its address');
    await into((folder) => copy(`${folder.replace('uploads', 'uplo%61ds')}/2`), 403, 'in other words');
    await into((folder) => copy(`${folder.replace('uploads', 'x/../uploads')}/2`), 403, 'by a detour');
    await into((folder) => send('DELETE', `${folder}/1`), 403, 'one taken out');
    await into(
      (folder) => send('PUT', `${folder.replace('/dav/', '//dav/./')}/%32`, HALVES[1]),
      403,
      'another spelling',
    );
    await into(
      () => copy('/cloud/remote.php/dav/files/al%40ice/a%20copy'),
      201,
      'a copy that has nothing to do with it',
    );
    await into((folder) => send('PROPFIND', folder), 201, 'a look');
    const { id, file, part, finish } = await ways.s3();
    await part(1, FILLER);
    await send('PUT', `${file}?partNumber=1&uploadId=${id}`, undefined, { 'x-amz-copy-source': '/bucket/other' });
    assert.equal((await finish([1])).status, 403, 'a part that is a copy');
    const twice = await ways.s3();
    await twice.part(1, HALVES[0]);
    const address = `${twice.file}?partNumber=1&partNumber=2&uploadId=${twice.id}`;
    assert.equal((await send('PUT', address, HALVES[1])).status, 403, 'a part with two numbers');
  });

  test('UP-04: what stands between the lines of chunks is what is judged', async () => {
    const signed = (body: Buffer) => frameFields(body.length, 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
    const object = '/s3/bucket/chunked';
    assert.equal((await send('PUT', object, inSignedFrames(CLEAN, 1000), signed(CLEAN))).status, 200);
    assert.deepEqual(apps.files.get(object), CLEAN, 'the app has taken the lines off');
    for (const [what, body] of Object.entries({ 'a number': SECRET, malware: Buffer.from(EICAR) })) {
      assert.equal((await send('PUT', object, inSignedFrames(body, 5), signed(body))).status, 403, what);
      assert.equal((await send('PUT', object, inFrames(body, 5), frameFields(body.length))).status, 403, what);
    }
    const zipped = gzipSync(SECRET);
    const coded = { ...frameFields(zipped.length), 'content-encoding': 'aws-chunked,gzip' };
    assert.equal((await send('PUT', object, inFrames(zipped, 7), coded)).status, 403, 'packed within');
    const { file, id, finish } = await ways.s3();
    for (const [at, half] of HALVES.entries()) {
      const path = `${file}?partNumber=${at + 1}&uploadId=${id}`;
      assert.equal((await send('PUT', path, inFrames(half, 9), frameFields(half.length))).status, 200);
    }
    assert.equal((await finish([1, 2])).status, 403, 'parts in chunks');
    const clean = await ways.s3();
    for (const [at, half] of cut(CLEAN, 700).entries()) {
      const path = `${clean.file}?partNumber=${at + 1}&uploadId=${clean.id}`;
      assert.equal((await send('PUT', path, inFrames(half, 900), frameFields(half.length))).status, 200);
    }
    assert.equal((await clean.finish([1, 2])).status, 200);
    assert.deepEqual(apps.files.get(clean.file), CLEAN);
  });

  describe('sessions of Dropbox', () => {
    const call = (what: string, arg: string, body: Buffer | undefined, client?: BrowserClient): Promise<Answer> => {
      const headers = { 'content-type': 'application/octet-stream', 'dropbox-api-arg': arg };
      return send('POST', `/dropbox/2/files/upload_session/${what}`, body, headers, client);
    };
    const begin = async (body: Buffer): Promise<string> => {
      const answer = await call('start', '{"close":false}', body);
      assert.equal(answer.status, 200);
      return (JSON.parse(answer.body.toString()) as { session_id: string }).session_id;
    };
    const cursor = (id: string, offset: number): string => `"cursor":{"session_id":"${id}","offset":${offset}}`;
    const commit = (name: string): string => `"commit":{"path":"/${name}","mode":{".tag":"add"}}`;

    test('what is clean arrives, octet for octet', async () => {
      const [first, second, last] = cut(CLEAN, 500) as [Buffer, Buffer, Buffer];
      const id = await begin(first);
      assert.equal((await call('append_v2', `{${cursor(id, 500)}}`, second)).status, 200);
      assert.equal((await call('finish', `{${cursor(id, 1000)},${commit('b\\u00fccher')}}`, last)).status, 200);
      assert.deepEqual(apps.files.get('/dropbox/bücher'), CLEAN);
    });

    test('UP-03: what only the whole shows keeps back what ends it', async () => {
      const [first, second] = HALVES;
      assert.equal(
        (await call('finish', `{${cursor(await begin(first), first.length)},${commit('x')}}`, second)).status,
        403,
      );
      const arg = `{${cursor(await begin(first), first.length)},"close":true}`;
      assert.equal((await call('append_v2', arg, second)).status, 403, 'closed, for a list of sessions');
      const [start, ...pieces] = cut(SECRET, 300);
      const id = await begin(start!);
      for (const [at, piece] of pieces.entries())
        assert.equal((await call('append_v2', `{${cursor(id, (at + 1) * 300)}}`, piece)).status, 200);
      const ends = `{${cursor(id, SECRET.length)},${commit('x')}}`;
      assert.equal((await call('finish', ends, undefined)).status, 403, 'nothing comes with it');
      assert.equal(apps.files.has('/dropbox/x'), false);
    });

    test('UP-03: what can be read in two ways is unknown', async () => {
      const other = await begin(HALVES[0]);
      const at = cursor(other, 40);
      for (const [what, arg] of [
        ['append_v2', `{"cursor":{"session_id":"x","offset":40},${at}}`],
        ['append_v2', `{${at},"close":false,"close":true}`],
        ['append_v2', `{"cursor":{"session_id":"${other}","offset":40,"offset":0}}`],
        ['append_v2', `{"\\u0063ursor":{"session_id":"${other}","offset":40}}`],
        ['append', `{"session_id":"${other}","offset":40}`],
        ['start', '{"close":true}'],
        ['start', '{"session_type":{".tag":"concurrent"}}'],
        ['finish', `{${at},"commit":{"path":"/{"},"cursor":{"session_id":"y","offset":40},"x":{"y":"}"}}`],
        ['finish', `{"cursor":{"session_id":"x","offset":40},${commit('x')},${at}}`],
        ['%2561ppend_v2', `{${at}}`],
        [`append_v2?arg=${encodeURIComponent('{"cursor":{"session_id":"x","offset":40}}')}`, `{${at}}`],
        ['append_v2?x=1&%61RG=%7B%7D', `{${at}}`],
        ['start?arg=%7B%7D', '{}'],
        ['finish?arg=%7B%7D', `{${at},${commit('x')}}`],
      ] as const)
        assert.equal((await call(what, arg, FILLER)).status, 403, `${what} ${arg}`);
      const begun = await begin(HALVES[0]);
      assert.equal((await call('append_v2', `{${cursor(begun, 30)}}`, FILLER)).status, 403, 'other bytes again');
    });
  });

  test('UP-04: chunks that can be read in two ways are unknown', async () => {
    const object = '/s3/bucket/unclear';
    const refused = async (what: string, body: Buffer, headers: Record<string, string>, path = object) =>
      assert.equal((await send('PUT', path, body, headers)).status, 403, what);
    const framed = inFrames(CLEAN);
    const fields = frameFields(CLEAN.length);
    const { 'x-amz-content-sha256': kind, 'x-amz-decoded-content-length': length, ...coded } = fields;
    await refused('no chunks', FILLER, frameFields(FILLER.length));
    await refused('an object behind the object', Buffer.concat([framed, framed]), fields);
    await refused('of another length', framed, frameFields(CLEAN.length + 1));
    await refused('words in a trailer', inFrames(CLEAN, 900, 'x-amz-meta-note:4111111111111111\r\n'), fields);
    await refused('a length and no chunks', CLEAN, { 'x-amz-decoded-content-length': length! });
    await refused('a coding alone', framed, coded);
    await refused('said by the address', framed, {}, `${object}?X-Amz-Content-Sha256=${kind!}`);
    const { file, id } = await ways.s3();
    await refused('a part of no chunks', FILLER, fields, `${file}?partNumber=1&uploadId=${id}`);
    await refused('a block of another store', framed, fields, '/azure/container/chunked?comp=block&blockid=YQ==');
    // An app that knows nothing of chunks keeps their lines.
    await refused('a number over a line', Buffer.from('10\r\n4111 1111 1111 1111\r\n0\r\n\r\n'), frameFields(16));
  });

  test('UP-03: parts that nobody looked at are known to nobody', async () => {
    const { part, finish, file, id } = await ways.s3();
    await part(1, HALVES[0]);
    await part(2, FILLER);
    assert.equal((await part(2, HALVES[1], carol)).status, 200, 'no policy is about her');
    assert.equal((await finish([1, 2])).status, 403, 'by another session');
    const json = await ways.s3();
    await json.part(1, HALVES[0]);
    const talk = { 'content-type': 'application/json' };
    assert.equal((await send('PUT', `${json.file}?partNumber=2&uploadId=${json.id}`, HALVES[1], talk)).status, 200);
    assert.equal((await json.finish([1, 2])).status, 403, 'one that is called talk');
    const elsewhere = await send('PUT', `/s3/bucket/other?partNumber=1&uploadId=${id}`, FILLER);
    assert.equal(elsewhere.status, 403, 'the name of an upload at another place');
    const gone = await send('PUT', `${file}?partNumber=1&uploadId=never`, FILLER);
    assert.equal(gone.status, 403, 'an upload that the app did not make');
    const shared = await ways.azure();
    await shared.part(1, HALVES[0]);
    assert.equal((await shared.part(2, HALVES[1], stage.bob)).status, 403, 'by two');
    assert.equal((await shared.finish([1, 2])).status, 403, 'by two');
    const mail = stage.gateway.suffix('mail.partner.test');
    await stage.alice.navigate(`${mail}/`);
    const foreign = await ways.s3();
    await foreign.part(1, HALVES[0]);
    const path = `${foreign.file}?partNumber=2&uploadId=${foreign.id}`;
    assert.equal((await send('PUT', path, HALVES[1], {}, stage.alice, mail)).status, 403, 'an upload of another app');
  });

  test('UP-03: an upload that is dropped and made anew has none of its parts', async () => {
    const { part, finish } = await ways.cloud();
    const folder = `/cloud/remote.php/dav/uploads/al%40ice/web-${count}`;
    await part(1, HALVES[0]);
    assert.equal((await send('DELETE', folder)).status, 204);
    assert.equal((await part(1, HALVES[0])).status, 403);
    assert.equal((await send('MKCOL', folder)).status, 201);
    assert.ok((await part(1, FILLER)).status < 300);
    assert.ok((await finish([])).status < 300);
  });

  /** Sessions whose pieces come in order: their address, and how a piece is sent. */
  const graph = async (): Promise<{
    path: string;
    piece: (at: number, body: Buffer, total: number) => Promise<Answer>;
  }> => {
    const made = await send(
      'POST',
      `/graph/me/drive/root:/file-${++count}.docx:/createUploadSession`,
      '{"item":{"@microsoft.graph.conflictBehavior":"rename"}}',
      { 'content-type': 'application/json' },
    );
    const { uploadUrl } = JSON.parse(made.body.toString()) as { uploadUrl: string };
    const { host, pathname, search } = new URL(uploadUrl);
    const at = host.includes('mcas.localhost') ? host.split('.mcas.')[0]! : host;
    const path = `${stage.gateway.suffix(at)}${pathname}${search}`;
    return {
      path,
      piece: (start, body, total) =>
        send('PUT', path, body, { 'content-range': `bytes ${start}-${start + body.length - 1}/${total}` }),
    };
  };

  test('UP-03: pieces of upload sessions of Graph, on this host or another of the app', async () => {
    await stage.alice.navigate(`${stage.gateway.suffix('static.corp.test')}/`);
    for (const host of ['wiki.corp.test', 'static.corp.test']) {
      sessions = host;
      for (const [body, last] of [
        [CLEAN, 201],
        [SECRET, 403],
        [Buffer.from(EICAR), 403],
      ] as const) {
        const { path, piece } = await graph();
        const half = Math.ceil(body.length / 2);
        assert.equal((await piece(0, body.subarray(0, half), body.length)).status, 202, host);
        assert.equal((await piece(half, body.subarray(half), body.length)).status, last, host);
        const has = apps.files.get(new URL(path).pathname);
        assert.deepEqual(has, last === 403 ? body.subarray(0, half) : body);
      }
    }
    sessions = 'mail.partner.test';
    const { piece } = await graph();
    assert.equal((await piece(0, HALVES[0], 68)).status, 403, 'a session at another app');
    sessions = 'wiki.corp.test';
  });

  test('UP-03: uploads by commands', async () => {
    const command = (path: string, name: string, at: number, body?: Buffer): Promise<Answer> =>
      send('POST', path, body, { 'x-goog-upload-command': name, 'x-goog-upload-offset': `${at}` });
    const start = async (): Promise<string> => {
      const made = await send('POST', '/fire/o?name=a', '{}', {
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'content-type': 'application/json',
      });
      const { pathname, search } = new URL(String(made.headers['x-goog-upload-url']), stage.wiki);
      return pathname + search;
    };
    const clean = await start();
    assert.equal((await command(clean, 'upload', 0, CLEAN.subarray(0, 400))).status, 200);
    assert.equal((await command(clean, 'upload, finalize', 400, CLEAN.subarray(400))).status, 200);
    const bad = await start();
    assert.equal((await command(bad, 'upload', 0, HALVES[0])).status, 200);
    assert.equal((await command(bad, 'upload, finalize', 40, HALVES[1])).status, 403);
    const ended = await start();
    assert.equal((await command(ended, 'upload', 0, HALVES[0])).status, 200);
    assert.equal((await command(ended, 'upload', 40, HALVES[1])).status, 200);
    assert.equal((await command(ended, 'finalize', 68)).status, 403, 'an end without content');
    const short = await start();
    assert.equal((await command(short, 'upload', 0, FILLER)).status, 200);
    assert.equal((await command(short, 'finalize', 20)).status, 403, 'an end before the end');
  });
});
