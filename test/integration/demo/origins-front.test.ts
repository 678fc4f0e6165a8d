import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { WebSocket } from 'ws';
import { filesApp } from '../../../src/demo/files-app/files-app.ts';
import { startOriginsFront } from '../../../src/demo/origins-front.ts';
import { openStateDirectory } from '../../../src/demo/state-directory.ts';
import { openLocalCa } from '../../../src/proxy/tls/local-ca.ts';

const folder = mkdtempSync(join(tmpdir(), 'front-'));
const ca = await openLocalCa(join(folder, 'ca'), 'Corp');
const state = openStateDirectory(join(folder, 'state'), false);
const files = await filesApp.start({ state, say: (line) => assert.fail(line) });
/** What the plain app does with the next request. */
let behave: RequestListener = (_request, response) => void response.end();
const plain = createServer((request, response) => behave(request, response));
await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
const hosts = [...filesApp.hosts, 'plain.test', 'down.test'];
const front = await startOriginsFront({
  port: 0,
  tls: await ca.issue(hosts),
  routes: new Map([
    ...filesApp.hosts.map((host) => [host, files.port] as const),
    ['plain.test', (plain.address() as AddressInfo).port],
    ['down.test', 1],
  ]),
});
after(async () => {
  await front.close();
  await files.close();
  plain.closeAllConnections();
  plain.close();
  state.release();
  rmSync(folder, { recursive: true });
});

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request to the front under one of its names; TLS is checked for that name. */
function ask(host: string, { path = '/', method = 'GET', headers = {}, body }: Asked = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port: front.port,
        servername: 'plain.test',
        path,
        method,
        headers: { host, ...headers },
        ca: ca.certificate,
        agent: false,
      },
      resolve,
    );
    request.once('error', reject);
    request.end(body);
  });
}

describe('the front of the demo’s company network', () => {
  test('tells the app where a request came from, whatever the client says of it', async () => {
    let seen: IncomingMessage['headers'] = {};
    behave = (request, response) => {
      seen = request.headers;
      response.end('ok');
    };
    assert.equal(
      await text(
        await ask('plain.test', {
          headers: {
            'x-forwarded-for': '6.6.6.6',
            'X-Forwarded-Host': 'evil',
            forwarded: 'for=6.6.6.6',
            'x-mine': 'kept',
          },
        }),
      ),
      'ok',
    );
    assert.equal(seen['x-forwarded-for'], '127.0.0.1');
    assert.equal(seen['x-forwarded-host'], 'plain.test');
    assert.equal(seen['x-forwarded-proto'], 'https');
    assert.equal(seen.forwarded, undefined);
    assert.equal(seen['x-mine'], 'kept');
    assert.equal(seen.host, 'plain.test');
  });

  test('passes a body on while it is still being made', async () => {
    let finish = (): void => {};
    behave = (_request, response) => {
      response.write('first');
      finish = () => void response.end('last');
    };
    const answer = await ask('plain.test');
    const chunks = answer[Symbol.asyncIterator]();
    assert.equal(String((await chunks.next()).value), 'first');
    finish();
    assert.equal(String((await chunks.next()).value), 'last');
  });

  test('keeps every Set-Cookie and the order of fields', async () => {
    behave = (_request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.end();
    };
    assert.deepEqual((await ask('plain.test')).headers['set-cookie'], ['a=1', 'b=2']);
  });

  test('lets the app know when the client goes away', async () => {
    const gone = new Promise<void>((resolve) => {
      behave = (_request, response) => {
        response.write('x');
        response.once('close', resolve);
      };
    });
    (await ask('plain.test')).destroy();
    await gone;
  });

  test('has words for a name it does not know, and for an app that is down', async () => {
    assert.equal((await ask('nobody.test')).statusCode, 421);
    assert.equal((await ask('down.test')).statusCode, 502);
  });
});

describe('the files app behind it', () => {
  const read = async (
    path: string,
    asked: Asked = {},
    host = 'files.corp.test',
  ): Promise<[number | undefined, string, IncomingMessage['headers']]> => {
    const answer = await ask(host, { ...asked, path });
    return [answer.statusCode, await text(answer), answer.headers];
  };

  test('shows its documents, each with a page, a view and a download', async () => {
    const [, list] = await read('/api/files');
    const { files: documents } = JSON.parse(list) as { files: { name: string; size: number; url: string }[] };
    assert.equal(documents.length, 9);
    for (const { name, size, url } of documents) {
      const path = new URL(url).pathname;
      assert.equal((await read(path))[0], 200);
      assert.match(String((await read(`${path}/content`))[2]['content-disposition']), /^inline/);
      const [status, , headers] = await read(`${path}/download`);
      assert.deepEqual([status, Number(headers['content-length'])], [200, size], name);
      assert.match(String(headers['content-disposition']), /^attachment/);
    }
  });
  test('its other host lets the pages call it with credentials', async () => {
    const [, body, headers] = await read(
      '/api/visitor',
      { headers: { cookie: 'visits=2; theme=dark' } },
      'cdn.corp.test',
    );
    assert.equal(headers['access-control-allow-origin'], 'https://files.corp.test');
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.deepEqual([JSON.parse(body).visits, JSON.parse(body).theme], [2, 'dark']);
    assert.equal((await read('/api/visitor'))[0], 404);
  });
  test('takes files by form and by PUT, and gives them back', async () => {
    const form = '--b\r\nContent-Disposition: form-data; name="file"; filename="a b.txt"\r\n\r\nhello\r\n--b--\r\n';
    const [status, , { location }] = await read('/upload', {
      method: 'POST',
      body: form,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    assert.deepEqual([status, location], [303, 'https://files.corp.test/upload?stored=a%20b.txt']);
    assert.equal((await read('/api/uploads/..%2Fx.bin', { method: 'PUT', body: 'bytes' }))[0], 201);
    assert.equal((await read('/uploads/a%20b.txt'))[1], 'hello');
    assert.equal((await read('/uploads/x.bin'))[1], 'bytes');
  });
  for (const [name, path, asked, status] of [
    ['a form without a file', '/upload', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }, 400],
    ['a broken escape', '/uploads/%ff', {}, 400],
    ['a document that is not there', '/docs/none', {}, 404],
    ['a redirect to elsewhere', '/go?to=https://evil.test/', {}, 404],
    ['a way out of the assets', '/assets/../../files-app.ts', {}, 404],
  ] as const)
    test(`answers ${name} with ${status}`, async () => assert.equal((await read(path, asked))[0], status));

  test('its WebSocket says back what it hears, to its own pages only', async () => {
    const open = (origin: string): WebSocket =>
      new WebSocket('wss://files.corp.test/api/echo', ['echo'], {
        origin,
        createConnection: () =>
          connect({ port: front.port, host: '127.0.0.1', servername: 'files.corp.test', ca: ca.certificate }),
      });
    const socket = open('https://files.corp.test');
    const heard: string[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data) => {
        heard.push(String(data));
        if (heard.length === 1) socket.send('hello');
        else resolve();
      });
    });
    assert.equal(heard[1], 'hello');
    assert.equal(socket.protocol, 'echo');
    socket.terminate();
    const refused = await new Promise<Error>((resolve) => open('https://evil.test').once('error', resolve));
    assert.match(refused.message, /403/);
  });
});
