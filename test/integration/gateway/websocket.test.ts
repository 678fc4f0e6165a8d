import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

describe('web sockets', () => {
  const server = new WebSocketServer({ noServer: true });
  const handshakes: IncomingMessage[] = [];
  let gateway: TestGateway;
  let alice: BrowserClient;

  before(async () => {
    gateway = await startTestGateway({
      handler: (_request, response) => response.end('ok'),
      onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => {
        handshakes.push(request);
        if (request.url === '/refused') {
          socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
          return;
        }
        server.handleUpgrade(request, socket, head, (peer) => {
          if (request.url === '/echo') peer.on('message', (data, binary) => peer.send(data, { binary }));
          if (request.url === '/talk') {
            const timer = setInterval(() => peer.send('on and on'.repeat(100)), 2);
            peer.on('error', () => {});
            peer.on('close', () => clearInterval(timer));
          }
          if (request.url === '/reset') socket.destroy();
        });
      },
    });
    alice = await gateway.signedIn('alice');
  });
  after(async () => {
    for (const peer of server.clients) peer.terminate();
    server.close();
    await gateway.close();
  });

  const wiki = (): string => gateway.suffix('wiki.corp.test');
  function open(path: string, cookie = alice.jar.getCookieStringSync(wiki()), origin = wiki()): WebSocket {
    const { host, hostname } = new URL(wiki());
    return new WebSocket(`wss://127.0.0.1:${gateway.port}${path}`, ['chat'], {
      rejectUnauthorized: false,
      headers: { cookie, host, origin },
      createConnection: () =>
        connect({ host: '127.0.0.1', port: gateway.port, servername: hostname, rejectUnauthorized: false }),
    });
  }
  const ended = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => {
      socket.on('error', () => {});
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('close', (code) => resolve(code));
    });
  async function alive(): Promise<void> {
    assert.equal((await alice.send(`${wiki()}/`)).status, 200);
  }

  test('carry text and bytes both ways, and the origin sees its own names', async () => {
    const socket = open('/echo');
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    assert.equal(socket.protocol, 'chat');
    const answers: string[] = [];
    socket.on('message', (data: Buffer) => answers.push(data.toString()));
    socket.send('grüße');
    socket.send(Buffer.alloc(200_000, 'x'));
    while (answers.length < 2) await new Promise((resolve) => socket.once('message', resolve));
    assert.deepEqual([answers[0], answers[1]?.length], ['grüße', 200_000]);
    const closed = ended(socket);
    socket.close(1000);
    assert.equal(await closed, 1000);
    const { headers } = handshakes.at(-1)!;
    assert.equal(headers.host, 'wiki.corp.test');
    assert.equal(headers.origin, 'https://wiki.corp.test');
    assert.doesNotMatch(JSON.stringify(headers), /mcas|sallyport/);
  });

  test('are not opened for anyone who is not signed in', async () => {
    const before = handshakes.length;
    assert.equal(await ended(open('/echo', '')), 401);
    assert.equal(await ended(open('/echo', '__Host-sallyport-session=forged')), 401);
    assert.equal(handshakes.length, before);
  });

  test('pass on the app’s refusal', async () => {
    assert.equal(await ended(open('/refused')), 403);
    await alive();
  });

  test('end with the app’s end', async () => {
    assert.equal(await ended(open('/reset')), 1006);
    await alive();
  });

  test('survive a browser that closes its side, or vanishes, while the app goes on writing', async () => {
    const leave: readonly ((socket: TLSSocket) => void)[] = [(socket) => socket.end(), (socket) => socket.destroy()];
    for (const go of leave) {
      const { hostname } = new URL(wiki());
      const socket = connect({
        host: '127.0.0.1',
        port: gateway.port,
        servername: hostname,
        rejectUnauthorized: false,
      });
      socket.on('error', () => {});
      const gone = new Promise((resolve) => socket.once('close', resolve));
      const cookie = alice.jar.getCookieStringSync(wiki());
      socket.write(
        `GET /talk HTTP/1.1\r\nHost: ${hostname}:${gateway.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
          `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: ${wiki()}\r\nCookie: ${cookie}\r\n\r\n`,
      );
      await new Promise((resolve) => socket.once('data', resolve));
      for (let pieces = 0; pieces < 20; pieces++) await new Promise((resolve) => socket.once('data', resolve));
      go(socket);
      socket.resume();
      await gone;
      await alive();
    }
  });
});
