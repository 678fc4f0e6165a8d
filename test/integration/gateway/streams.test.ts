import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectHttp2, type Settings } from 'node:http2';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { createGunzip, createGzip } from 'node:zlib';
import { STREAMS } from '../../../src/proxy/server/server.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const BYTES = Buffer.from('0123456789'.repeat(1000));
const PIECE = Buffer.alloc(64 * 1024, 'a');
const LARGE = Buffer.alloc(300_000, 'a');
const SCRIPT = `${'/* a line of words */\n'.repeat(15_000)}there = location.href;\n`;

const CODED = { 'content-encoding': 'gzip' };
/** Beginnings of streams whose next message comes when the one before was read. */
const MESSAGES: Readonly<Record<string, { readonly first: Buffer; readonly coding?: boolean }>> = {
  octets: { first: Buffer.from([0, 0, 0, 0, 2, 8, 1]) },
  word: { first: Buffer.from('ok') },
  coded: { first: Buffer.from('{"line":1}\n'), coding: true },
};

describe('messages on the road', () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let wiki: string;
  let written = 0;
  let received = 0;
  const finishers: (() => void)[] = [];

  const paths: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    '/events': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
      finishers.push(() => response.end('data: two\n\n'));
    },
    '/messages': ({ url }, response) => {
      const { first, coding } = MESSAGES[url?.split('?')[1] ?? '']!;
      response.writeHead(200, { 'content-type': 'application/grpc-web+proto', ...(coding ? CODED : {}) });
      if (!coding) {
        response.write(first);
        finishers.push(() => response.end('two'));
        return;
      }
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write(first);
      gzip.flush();
      finishers.push(() => gzip.end('two'));
    },
    '/bytes': ({ headers, method }, response) => {
      const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
      const [from, to] = range ? [Number(range[1]), Number(range[2])] : [0, BYTES.length - 1];
      response.writeHead(range ? 206 : 200, {
        'content-type': 'application/octet-stream',
        'accept-ranges': 'bytes',
        etag: '"v1"',
        'content-length': String(to - from + 1),
        ...(range ? { 'content-range': `bytes ${from}-${to}/${BYTES.length}` } : {}),
      });
      response.end(method === 'HEAD' ? undefined : BYTES.subarray(from, to + 1));
    },
    '/script': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT);
    },
    '/large': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(LARGE);
    },
    '/trailers': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', trailer: 'x-sum' });
      response.write('body');
      response.addTrailers({ 'x-sum': '42' });
      response.end();
    },
    '/hints': (_request, response) => {
      response.writeEarlyHints({ link: '<https://static.corp.test/style.css>; rel=preload; as=style' });
      response.writeHead(200, { 'content-type': 'text/plain' }).end('after the hints');
    },
    '/endless': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      written = 0;
      const more = (): void => {
        while (written < 400 * PIECE.length) {
          written += PIECE.length;
          if (!response.write(PIECE)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    },
    '/slow-reader': (incoming, response) => {
      incoming.pause();
      finishers.push(() => {
        received = 0;
        incoming.on('data', (piece: Buffer) => {
          received += piece.length;
        });
        incoming.on('end', () => response.end(String(received)));
        incoming.resume();
      });
    },
    '/echo': (incoming, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      incoming.pipe(response);
    },
  };

  before(async () => {
    gateway = await startTestGateway({
      handler: (incoming, response) => {
        const serve = paths[incoming.url?.split('?')[0] ?? ''];
        if (serve) serve(incoming, response);
        else response.end('ok');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    alice = await gateway.signedIn('alice');
  });
  after(() => gateway.close());

  function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
    const { hostname, port, host } = new URL(wiki);
    const cookie = alice.jar.getCookieStringSync(wiki);
    const headers = { host, cookie, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', ...options.headers };
    const rejectUnauthorized = false;
    return request({
      host: '127.0.0.1',
      port,
      servername: hostname,
      path,
      rejectUnauthorized,
      agent: false,
      ...options,
      headers,
    });
  }
  const answerOf = (outgoing: ReturnType<typeof ask>): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => outgoing.once('response', resolve).once('error', reject));
  async function textOf(answer: IncomingMessage): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }

  test('an event reaches the browser while the stream goes on', async () => {
    const outgoing = ask('/events');
    outgoing.end();
    const answer = await answerOf(outgoing);
    const first = await new Promise<Buffer>((resolve) => answer.once('data', resolve));
    assert.equal(first.toString(), 'data: one\n\n');
    finishers.pop()!();
    assert.equal(await textOf(answer), 'data: two\n\n');
  });

  for (const [name, { first, coding }] of Object.entries(MESSAGES))
    test(`a short message reaches the browser before the next one comes: ${name}`, async () => {
      const outgoing = ask(`/messages?${name}`);
      outgoing.end();
      const answer = await answerOf(outgoing);
      const body = coding ? answer.pipe(createGunzip()) : answer;
      const received = await new Promise<Buffer>((resolve) => body.once('data', resolve));
      assert.deepEqual(received, first);
      finishers.pop()!();
      const rest: Buffer[] = [];
      for await (const piece of body as AsyncIterable<Buffer>) rest.push(piece);
      assert.equal(Buffer.concat(rest).toString(), 'two');
    });

  test('ranges, validators and HEAD of untouched bodies pass as they are', async () => {
    const part = ask('/bytes', { headers: { range: 'bytes=10-19' } });
    part.end();
    const answer = await answerOf(part);
    assert.equal(answer.statusCode, 206);
    assert.equal(answer.headers['content-range'], 'bytes 10-19/10000');
    assert.equal(answer.headers.etag, '"v1"');
    assert.equal(await textOf(answer), '0123456789');
    const head = ask('/bytes', { method: 'HEAD' });
    head.end();
    const headers = await answerOf(head);
    assert.deepEqual([headers.statusCode, headers.headers['content-length']], [200, '10000']);
  });

  test('trailers arrive', async () => {
    const outgoing = ask('/trailers');
    outgoing.end();
    const answer = await answerOf(outgoing);
    assert.equal(await textOf(answer), 'body');
    assert.equal(answer.trailers['x-sum'], '42');
  });

  test('early hints never show an origin’s address, and the answer follows', async () => {
    const outgoing = ask('/hints');
    const links: string[] = [];
    outgoing.on('information', ({ headers }: { headers: Record<string, string> }) => links.push(headers['link'] ?? ''));
    outgoing.end();
    assert.equal(await textOf(await answerOf(outgoing)), 'after the hints');
    assert.equal(links.length, 1);
    for (const link of links) assert.match(link, /static\.corp\.test\.mcas\.localhost/);
  });

  test('a browser that waits for 100 Continue gets it, and its body arrives', async () => {
    const outgoing = ask('/echo', {
      method: 'POST',
      headers: { expect: '100-continue', 'content-type': 'text/x-note' },
    });
    const went = new Promise<void>((resolve) => outgoing.once('continue', resolve));
    outgoing.flushHeaders();
    await went;
    outgoing.end('the body');
    assert.equal(await textOf(await answerOf(outgoing)), 'the body');
  });

  test('a browser that does not read holds the origin back', async () => {
    const outgoing = ask('/endless');
    outgoing.end();
    const answer = await answerOf(outgoing);
    answer.pause();
    let before = -1;
    for (let tries = 0; tries < 100 && before !== written; tries++) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const whole = 400 * PIECE.length;
    assert.ok(written < whole, `the origin wrote all ${whole} bytes`);
    let got = 0;
    for await (const piece of answer as AsyncIterable<Buffer>) got += piece.length;
    assert.equal(got, whole);
  });

  test('an app that does not read holds the browser back', async () => {
    const outgoing = ask('/slow-reader', { method: 'POST', headers: { 'content-type': 'text/x-note' } });
    const answered = answerOf(outgoing);
    const whole = 400;
    let sent = 0;
    while (sent < whole && outgoing.write(PIECE)) sent++;
    for (let tries = 0; tries < 20; tries++) {
      const drained = await Promise.race([
        new Promise<boolean>((resolve) => outgoing.once('drain', () => resolve(true))),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 500)),
      ]);
      if (!drained) break;
      while (sent < whole && outgoing.write(PIECE)) sent++;
    }
    assert.ok(sent < whole, 'all of it went somewhere');
    finishers.pop()!();
    while (sent < whole) {
      sent++;
      if (!outgoing.write(PIECE)) await new Promise((resolve) => outgoing.once('drain', resolve));
    }
    outgoing.end();
    const total = Number(await textOf(await answered));
    assert.ok(total >= whole * PIECE.length, String(total));
  });

  /** A connection of alice's browser, and what asks on it. */
  function byHttp2(asking: Readonly<Record<string, string>>, settings: Settings = {}) {
    const { hostname, port, host } = new URL(wiki);
    const options = { servername: hostname, rejectUnauthorized: false, settings };
    const session = connectHttp2(`https://127.0.0.1:${port}`, options);
    const cookie = alice.jar.getCookieStringSync(wiki);
    const open = (path: string) => session.request({ ':path': path, ':authority': host, cookie, ...asking });
    return { session, open };
  }

  test('HTTP/2 takes many exchanges side by side, and a stream that is reset ends only itself', async () => {
    const { session, open } = byHttp2({ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' });
    const endless = open('/endless');
    await new Promise((resolve) => endless.once('data', resolve));
    endless.close(8);
    const lengths = await Promise.all(
      Array.from({ length: 20 }, async () => {
        let size = 0;
        for await (const piece of open('/bytes') as AsyncIterable<Buffer>) size += piece.length;
        return size;
      }),
    );
    assert.deepEqual(lengths, Array(20).fill(BYTES.length));
    await new Promise<void>((resolve) => session.close(resolve));
  });

  test('answers that a browser does not take yet keep none of its other requests out', async (t) => {
    const asking = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    const { session, open } = byHttp2(asking, { initialWindowSize: 1 });
    t.after(() => session.destroy());
    const asked: ReturnType<typeof open>[] = [];
    while (asked.length < STREAMS) {
      const stream = open(asked.length % 2 === 0 ? '/script' : '/large');
      await new Promise((resolve, reject) => stream.once('response', resolve).once('error', reject));
      asked.push(stream);
    }
    session.settings({ initialWindowSize: 1024 * 1024 });
    const lengths = await Promise.all(
      asked.map(async (stream) => {
        let size = 0;
        for await (const piece of stream as AsyncIterable<Buffer>) size += piece.length;
        return size;
      }),
    );
    const [script, large] = lengths;
    assert.ok(script! > SCRIPT.length, 'the script is rewritten');
    assert.equal(large, LARGE.length);
    assert.deepEqual(
      lengths,
      lengths.map((_length, at) => (at % 2 === 0 ? script : large)),
    );
  });
});
