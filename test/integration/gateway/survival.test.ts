import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

describe('nothing a client or an app does ends the gateway', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        if (request.url === '/empty') response.writeHead(204).end();
        else if (request.url === '/unchanged') response.writeHead(304, { etag: '"1"' }).end();
        else if (request.url === '/endless') {
          response.writeHead(200, { 'content-type': 'text/plain' });
          const timer = setInterval(() => response.write('line of text, again and again\n'.repeat(50)), 5);
          response.on('close', () => clearInterval(timer));
        } else if (request.url === '/garbage')
          response
            .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
            .end('this is no gzip at all');
        else if (request.url === '/chunks') {
          response.writeHead(200, { 'content-type': 'text/plain' });
          response.write('one', () => response.socket!.end('no chunk at all\r\n'));
        } else if (request.url === '/broken.html')
          response
            .writeHead(200, { 'content-type': 'text/html' })
            .end('<!doctype html><p <a href="https://static.corp.test/x"><script>if (</script><style>@import url(');
        else response.writeHead(200, { 'content-type': 'text/html' }).end('<p>ok');
      },
    });
  });
  after(() => gateway.close());

  async function alive(): Promise<void> {
    const browser = await gateway.signedIn('alice');
    assert.equal((await browser.send(`${gateway.suffix('wiki.corp.test')}/`)).status, 200);
  }

  test('answers without a body, bodies that do not decode, markup that does not end', async () => {
    const browser = await gateway.signedIn('alice');
    const at = (path: string): string => gateway.suffix('wiki.corp.test') + path;
    assert.equal((await browser.send(at('/empty'))).status, 204);
    assert.equal((await browser.send(at('/unchanged'))).status, 304);
    assert.equal((await browser.send(at('/'), { method: 'HEAD' })).status, 200);
    assert.equal((await browser.send(at('/garbage'))).status, 502);
    assert.equal((await browser.send(at('/chunks'))).status, 502);
    const broken = await browser.send(at('/broken.html'));
    assert.equal(broken.status, 200);
    assert.match(broken.body.toString(), /runtime\.js/);
    await alive();
  });

  test('a browser that leaves in the middle of an endless answer', async () => {
    const browser = await gateway.signedIn('alice');
    const url = `${gateway.suffix('wiki.corp.test')}/endless`;
    const cookie = browser.jar.getCookieStringSync(url);
    const host = new URL(url).hostname;
    const socket = connect({ host: '127.0.0.1', port: gateway.port, servername: host, rejectUnauthorized: false });
    socket.on('error', () => {});
    socket.write(
      `GET /endless HTTP/1.1\r\nHost: ${host}:${gateway.port}\r\nCookie: ${cookie}\r\nSec-Fetch-Dest: empty\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    await alive();
  });

  const RAW: readonly (readonly [string, string])[] = [
    ['a request that is none', 'NONSENSE\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    [
      'an absolute target of another host',
      'GET https://evil.example/ HTTP/1.1\r\nHost: wiki.corp.test.mcas.localhost\r\n\r\n',
    ],
    [
      'both lengths',
      'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header block without end', `GET / HTTP/1.1\r\nHost: a.test\r\nX: ${'a'.repeat(40_000)}`],
  ];
  for (const [name, bytes] of RAW) {
    test(name, async () => {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect({
          host: '127.0.0.1',
          port: gateway.port,
          servername: 'wiki.corp.test.mcas.localhost',
          rejectUnauthorized: false,
        });
        let text = '';
        socket.on('data', (piece: Buffer) => {
          text += piece.toString();
          socket.end();
        });
        socket.on('error', () => resolve(text));
        socket.on('close', () => resolve(text));
        socket.write(bytes);
      });
      assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/);
      assert.equal(
        gateway.origin.seen.some(({ headers }) => headers.host?.includes('evil')),
        false,
      );
      await alive();
    });
  }
});
