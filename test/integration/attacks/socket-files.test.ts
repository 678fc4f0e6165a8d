import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { deflateRawSync } from 'node:zlib';
import { WebSocket, WebSocketServer } from 'ws';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { assertNothingOf, CLEAN, type FileStage, NO_CARDS, NO_DOWNLOAD, SECRET, startFileStage } from './file-stage.ts';

const NO_UPLOAD: PolicyDocument = {
  ...NO_DOWNLOAD,
  id: 'no-upload',
  name: 'No uploads',
  control: 'upload',
};
/** Policies about the wiki; other apps are of no policy. */
const POLICIES = [
  ...[NO_DOWNLOAD, NO_UPLOAD, NO_CARDS].map((policy) => ({
    ...policy,
    when: { all: [{ app: ['wiki'] }, { not: { path: ['/told/*'] } }, ...(policy.when ? [policy.when] : [])] },
  })),
  {
    ...NO_CARDS,
    id: 'cards-are-told',
    when: { all: [{ app: ['wiki'] }, { path: ['/told/*'] }, ...(NO_CARDS.when ? [NO_CARDS.when] : [])] },
    action: 'audit',
  } as const,
];

const JSON_WITH = (file: Buffer): string => JSON.stringify({ op: 'save', name: 'a', data: file.toString('base64') });
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(600, 7)]);

describe('files in messages of sockets', () => {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  /** What the app sends at once when it is connected to, by path. */
  const greetings = new Map<string, readonly (Buffer | string)[]>();
  const came: { url: string; bytes: Buffer }[] = [];
  const handshakes: IncomingMessage[] = [];
  /** What a raw peer answers instead, after its handshake. */
  const raws = new Map<string, Buffer>();
  let stage: FileStage;
  let count = 0;

  before(async () => {
    stage = await startFileStage({
      policies: POLICIES,
      onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => {
        handshakes.push(request);
        socket.on('data', (bytes: Buffer) => came.push({ url: request.url ?? '', bytes }));
        server.handleUpgrade(request, socket, head, (peer) => {
          peer.on('error', () => {});
          const raw = raws.get(request.url ?? '');
          if (raw) return void socket.write(raw);
          for (const each of greetings.get(request.url ?? '') ?? []) peer.send(each);
          peer.on('message', (data, binary) => peer.send(data, { binary }));
        });
      },
    });
  });
  after(async () => {
    for (const peer of server.clients) peer.terminate();
    server.close();
    await stage?.close();
  });

  const path = (): string => `/file/socket-${++count}/`;
  function dial(hostname: string): TLSSocket {
    return connect({
      host: '127.0.0.1',
      port: stage.gateway.port,
      servername: hostname,
      rejectUnauthorized: false,
    });
  }
  function open(client: BrowserClient, at: string, site = stage.wiki): WebSocket {
    const { host, hostname } = new URL(site);
    const socket = new WebSocket(`wss://127.0.0.1:${stage.gateway.port}${at}`, {
      headers: { cookie: client.jar.getCookieStringSync(site), host, origin: site },
      createConnection: () => dial(hostname),
    });
    socket.on('error', () => {});
    return socket;
  }
  const opened = (socket: WebSocket): Promise<unknown> =>
    new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));
  /** Messages until there are as many, or the socket is closed. */
  function heard(socket: WebSocket, atLeast: number): Promise<Buffer[]> {
    const messages: Buffer[] = [];
    return new Promise((resolve) => {
      socket.on('message', (data: Buffer) => {
        messages.push(data);
        if (messages.length === atLeast) resolve(messages);
      });
      socket.once('close', () => resolve(messages));
    });
  }
  async function assertRow(at: string, type: string, user: string, policy: string, message: string): Promise<void> {
    const rows = await stage.rows(at);
    assert.deepEqual(
      rows.map((row) => [row.type, row.outcome, row.user, row.enforcedBy, row.appId]),
      [[type, 'blocked', user, 'gateway', 'wiki']],
      message,
    );
    assert.ok(
      rows[0]!.policies.some(({ policyId }) => policyId === policy),
      message,
    );
  }

  test('DL-19: a file does not come, in bytes, behind a preamble, or in text', async () => {
    const large = Buffer.alloc(1_100_000, 'row,row\n');
    const forms: Record<string, readonly [sent: Buffer | string, user: string]> = {
      bytes: [SECRET, 'bob'],
      'behind a preamble': [Buffer.concat([Buffer.from('{"name":"a"}\0'), SECRET]), 'bob'],
      'text in base64': [SECRET.toString('base64'), 'bob'],
      'a member of JSON': [JSON_WITH(SECRET), 'bob'],
      'a member with escaped slashes': [JSON_WITH(SECRET).replaceAll('/', '\\/'), 'bob'],
      'a member in lines': [JSON.stringify({ data: SECRET.toString('base64').replaceAll(/.{76}/g, '$&\n') }), 'bob'],
      'a data URL of a table': [
        `{"url":"data:text/csv;base64,${Buffer.from('a,b\n'.repeat(40)).toString('base64')}"}`,
        'bob',
      ],
      'sheer size': [large, 'bob'],
      'sheer size of text': [large.toString(), 'bob'],
      'more than is held': [Buffer.alloc(9_000_000, 'row,row\n'), 'bob'],
      'bytes, looked into': [SECRET, 'alice'],
      'a member of JSON, looked into': [JSON_WITH(SECRET), 'alice'],
      'more than is held, looked into': [Buffer.alloc(9_000_000, 'row,row\n'), 'alice'],
    };
    for (const [name, [sent, user]] of Object.entries(forms)) {
      const at = path();
      greetings.set(at, ['before', sent, 'after']);
      const socket = open(user === 'bob' ? stage.bob : stage.alice, at);
      const [messages, code] = await Promise.all([heard(socket, 3), closed(socket)]);
      assert.equal(code, 1008, name);
      assert.deepEqual(messages.map(String), ['before'], name);
      await assertRow(at, 'download', user, user === 'bob' ? 'no-download' : 'no-cards', name);
    }
  });

  test('UP-05: a file does not go, whole or in a thousand frames, packed or not', async () => {
    for (const [name, user, binary] of [
      ['bytes', 'bob', true],
      ['base64', 'bob', false],
      ['bytes, looked into', 'alice', true],
      ['base64, looked into', 'alice', false],
    ] as const) {
      for (const pieces of [1, 1000]) {
        const at = path();
        const socket = open(user === 'bob' ? stage.bob : stage.alice, at);
        await opened(socket);
        assert.equal(socket.extensions, '', 'nobody packs what must be read');
        const ended = closed(socket);
        const file = binary ? SECRET : Buffer.from(JSON_WITH(SECRET));
        const step = Math.ceil(file.length / pieces);
        for (let from = 0; from < file.length; from += step) {
          if (from === step) socket.ping('between');
          socket.send(file.subarray(from, from + step), { fin: from + step >= file.length, binary });
        }
        assert.equal(await ended, 1008, `${name} in ${pieces}`);
        await assertRow(at, 'upload', user, user === 'bob' ? 'no-upload' : 'no-cards', `${name} in ${pieces}`);
        const seen = Buffer.concat(came.filter(({ url }) => url === at).map(({ bytes }) => bytes));
        assert.ok(seen.length < 64, `${name} in ${pieces}: ${seen.length} bytes reached the app`);
        assertNothingOf(SECRET, seen, name);
      }
    }
    const at = path();
    const picture = open(stage.bob, at);
    await opened(picture);
    const ended = closed(picture);
    picture.send(PNG);
    assert.equal(await ended, 1008, 'a picture that goes is a file');
  });

  test('what is no file, and what was looked into, passes in order and byte for byte', async () => {
    const at = path();
    greetings.set(at, [PNG]);
    const socket = open(stage.alice, at);
    const told = heard(socket, 7);
    await opened(socket);
    const sent = [
      Buffer.from('{"op":"edit","text":"Grüße, 4111 1111 1111 1111"}'),
      Buffer.alloc(0),
      Buffer.from([0, 0, 1, 0]),
      Buffer.alloc(70_000, 'x'),
      CLEAN,
      Buffer.from('abcdefgh'.repeat(100)),
    ];
    for (const each of sent) socket.send(each, { binary: each.length !== 52 });
    assert.deepEqual(await told, [PNG, ...sent]);
    const pong = new Promise((resolve) => socket.once('pong', resolve));
    socket.ping('still there');
    assert.equal(String(await pong), 'still there');
    const code = closed(socket);
    socket.close(4001, 'enough');
    assert.equal(await code, 4001);
    const rows = await stage.rows(at, 2);
    assert.deepEqual(rows.map(({ type, outcome, content }) => [type, outcome, content?.status]).toSorted(), [
      ['download', 'allowed', 'scanned'],
      ['upload', 'allowed', 'scanned'],
    ]);
  });

  test('what policies only record is looked into all the same', async () => {
    const at = `/told${path()}`;
    greetings.set(at, [CLEAN]);
    const socket = open(stage.alice, at);
    const told = heard(socket, 2);
    await opened(socket);
    socket.send(SECRET);
    assert.deepEqual(await told, [CLEAN, SECRET]);
    const rows = await stage.rows(at, 3);
    assert.deepEqual(
      rows.map(({ type, outcome, content }) => [type, outcome, content?.status, content?.matches[0]?.count]).toSorted(),
      [
        ['download', 'allowed', 'scanned', undefined],
        ['download', 'monitored', 'scanned', 1],
        ['upload', 'monitored', 'scanned', 1],
      ],
    );
    socket.terminate();
  });

  test('what is no frame ends the socket, and reaches nobody', async () => {
    const text = Buffer.from('secret');
    const frame = (first: number, ...rest: (number | Buffer)[]): Buffer =>
      Buffer.concat([
        Buffer.from([first]),
        ...rest.map((each) => (typeof each === 'number' ? Buffer.from([each]) : each)),
      ]);
    const bad: Record<string, Buffer> = {
      'a packed message that nobody agreed on': frame(
        0xc2,
        deflateRawSync(SECRET).length & 0x7f,
        deflateRawSync(SECRET),
      ),
      'a mask': frame(0x81, 0x86, Buffer.alloc(4), text),
      'an opcode that there is not': frame(0x83, 6, text),
      'the rest of no message': frame(0x80, 6, text),
      'a message inside another': Buffer.concat([frame(0x01, 6, text), frame(0x81, 6, text)]),
      'a long way to say a length': frame(0x81, 126, 0, 6, text),
      'a length beyond all': frame(0x82, 127, Buffer.alloc(8, 0xff), text),
      'a ping in pieces': frame(0x09, 6, text),
      'a long ping': frame(0x89, 126, 0, 200, Buffer.alloc(200, 's')),
    };
    for (const [name, bytes] of Object.entries(bad)) {
      const at = path();
      raws.set(at, bytes);
      const socket = open(stage.alice, at);
      const [messages, code] = await Promise.all([heard(socket, 1), closed(socket)]);
      assert.deepEqual([messages, code], [[], 1006], name);
    }
    assert.equal((await stage.alice.send(`${stage.wiki}/`)).status, 200);
  });

  test('a million pings and a message that never ends hold no more than their room', async () => {
    const at = path();
    const socket = open(stage.bob, at);
    await opened(socket);
    const ended = closed(socket);
    const room = Buffer.alloc(500_000, 'x');
    for (let sent = 0; sent < 20; sent++) socket.send(room, { fin: false });
    assert.equal(await ended, 1008);
    await assertRow(at, 'upload', 'bob', 'no-upload', 'a message that never ends');
  });

  test('sockets of apps that no policy is about stay as they are', async () => {
    const at = path();
    const mail = stage.gateway.suffix('mail.partner.test');
    await stage.bob.navigate(`${mail}/`);
    greetings.set(at, [SECRET]);
    const socket = open(stage.bob, at, mail);
    const [message] = await heard(socket, 1);
    assert.deepEqual(message, SECRET);
    assert.match(socket.extensions, /permessage-deflate/);
    socket.terminate();
  });
});
