import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2, type SecureClientSessionOptions } from 'node:http2';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const HEADERS = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
/** Answers that say something, if at all, and then wait; none of them is ever ended by the app. */
const WAITING: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/events': (response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n'),
  '/silent-events': (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
  '/page': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<p>one</p>'),
  '/file': (response) =>
    void response.writeHead(200, { 'content-type': 'application/octet-stream' }).write(Buffer.alloc(100_000)),
  '/json': (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":'),
  '/script': (response) =>
    void response.writeHead(200, { 'content-type': 'text/javascript' }).write('there = location;\n'),
  '/poll': () => {},
  '/upload': () => {},
};

/** Of an upload the first bytes come, and no end. */
const isUpload = (path: string): boolean => path === '/upload';
const methodOf = (path: string): string => (isUpload(path) ? 'POST' : 'GET');

describe('what a browser does not wait for any more', () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let url: string;
  let arrived: (() => void) | undefined;
  const sessions = new Set<ClientHttp2Session>();
  /** The app's own ends of what was asked. */
  const open = new Set<string>();

  before(async () => {
    gateway = await startTestGateway({
      handler: (incoming, response) => {
        const path = incoming.url!;
        const answer = WAITING[path];
        if (!answer) return void response.end('ok');
        open.add(path);
        response.once('close', () => open.delete(path));
        answer(response);
        arrived?.();
      },
    });
    alice = await gateway.signedIn('alice');
    url = gateway.suffix('wiki.corp.test');
  });
  after(async () => {
    for (const session of sessions) session.destroy();
    await gateway.close();
  });

  /** Each asks, waits until the app has the request and for a little of the answer, and then leaves. */
  const LEAVING: Readonly<Record<string, (path: string, come: () => Promise<void>) => Promise<void>>> = {
    'HTTP/1.1': async (path, come) => {
      const asked = request({
        ...{ host: '127.0.0.1', port: gateway.port, servername: new URL(url).hostname, path, method: methodOf(path) },
        headers: { ...HEADERS, host: new URL(url).host, cookie: alice.jar.getCookieStringSync(url + path) },
        ...{ rejectUnauthorized: false, agent: false },
      });
      asked.on('error', () => {});
      asked.on('response', (answer) => answer.on('error', () => {}).resume());
      if (isUpload(path)) asked.write('some of it');
      else asked.end();
      await come();
      asked.destroy();
    },
    'HTTP/2, one of its streams': async (path, come) => {
      const session = await connected();
      const stream = ask(session, path);
      await come();
      stream.close();
      await once(stream, 'close');
    },
    'HTTP/2, the whole connection': async (path, come) => {
      const session = await connected();
      ask(session, path);
      await come();
      session.destroy();
    },
  };

  async function connected(): Promise<ClientHttp2Session> {
    const session = connectHttp2(url, {
      ...{ host: '127.0.0.1', port: gateway.port, servername: new URL(url).hostname, rejectUnauthorized: false },
    } as SecureClientSessionOptions);
    session.on('error', () => {});
    sessions.add(session);
    await once(session, 'connect');
    return session;
  }

  const ask = (session: ClientHttp2Session, path: string) => {
    const stream = session.request(
      {
        ...{
          ':path': path,
          ':method': methodOf(path),
          ':authority': new URL(url).host,
          cookie: alice.jar.getCookieStringSync(url + path),
        },
        ...HEADERS,
      },
      { endStream: !isUpload(path) },
    );
    if (isUpload(path)) stream.write('some of it');
    stream.on('error', () => {});
    stream.resume();
    return stream;
  };

  for (const [road, leave] of Object.entries(LEAVING))
    for (const path of Object.keys(WAITING))
      test(`${road}: the app hears of it, and its connection is free: ${path}`, { timeout: 60_000 }, async () => {
        open.clear();
        await leave(path, async () => {
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
          await delay(100);
        });
        for (let waited = 0; open.size > 0 && waited < 200; waited++) await delay(50);
        assert.deepEqual([...open], []);
      });
});
