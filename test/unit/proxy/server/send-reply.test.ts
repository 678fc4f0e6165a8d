import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Http2Server } from 'node:http2';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import { sendReply } from '../../../../src/proxy/server/send-reply.ts';

/** The status that a browser is told over HTTP/2 of an answer with this one. */
async function told(status: number): Promise<number> {
  const server: Http2Server = createServer((_request, response) => {
    void sendReply(response, { status, headers: [], body: 'told' }, 'GET').catch(() => response.stream.close());
  });
  const [ours, theirs] = duplexPair();
  server.emit('connection', theirs);
  const client = connect('http://any.test', { createConnection: () => ours });
  const request = client.request({});
  const [headers] = (await once(request.resume(), 'response')) as [{ ':status': number }];
  client.destroy();
  return headers[':status'];
}

test('a status that HTTP/2 does not have here reaches the browser as a failure of the app', async () => {
  for (const [status, seen] of [
    [200, 200],
    [404, 404],
    [599, 599],
    [600, 500],
    [999, 500],
  ] as const)
    assert.equal(await told(status), seen, String(status));
});
