import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { connect } from 'node:tls';
import { MAX_HELLO, readClientHello } from '../../../../src/proxy/tls/client-hello.ts';
import { fc } from '../../../support/properties.ts';

/** The first flight of node's own TLS. */
async function hello(servername: string | undefined): Promise<Buffer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const client = connect({ host: '127.0.0.1', port, ...(servername === undefined ? {} : { servername }) });
  client.on('error', () => {});
  const [socket] = await once(server, 'connection');
  const pieces: Buffer[] = [];
  let whole = Buffer.alloc(0);
  while (readClientHello(whole) === 'more') {
    const [piece] = await once(socket, 'data');
    pieces.push(piece);
    whole = Buffer.concat(pieces);
  }
  client.destroy();
  socket.destroy();
  server.close();
  return whole;
}

/** The same handshake in records of `size` bytes (RFC 8446 section 5.1). */
function fragmented(bytes: Buffer, size: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 5; at < bytes.length; at += size) {
    const body = bytes.subarray(at, at + size);
    pieces.push(Buffer.from([22, 3, 1, body.length >> 8, body.length & 0xff]), body);
  }
  return Buffer.concat(pieces);
}

describe('reading a ClientHello', () => {
  test('the server name, in lower case, or none', async () => {
    assert.deepEqual(readClientHello(await hello('Device.Mcas.Localhost')), { serverName: 'device.mcas.localhost' });
    assert.deepEqual(readClientHello(await hello(undefined)), { serverName: undefined });
  });

  test('any beginning of it asks for more, and any split into records says the same', async () => {
    const bytes = await hello('device.mcas.localhost');
    for (let end = 0; end < bytes.length; end++)
      assert.equal(readClientHello(bytes.subarray(0, end)), 'more', `${end}`);
    for (const size of [40, 100, 1000]) {
      const split = fragmented(bytes, size);
      assert.deepEqual(readClientHello(split), { serverName: 'device.mcas.localhost' }, `${size}`);
      assert.equal(readClientHello(split.subarray(0, -1)), 'more', `${size}`);
    }
  });

  test('what is no ClientHello is known at once, and waiting has an end', () => {
    assert.equal(readClientHello(Buffer.from('GET / HTTP/1.1\r\n')), 'no-hello');
    assert.equal(readClientHello(Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0])), 'no-hello');
    assert.equal(readClientHello(Buffer.from([22, 3, 1, 0, 0])), 'no-hello');
    const endless = fragmented(
      Buffer.concat([Buffer.alloc(5), Buffer.from([1, 255, 255, 255]), Buffer.alloc(MAX_HELLO)]),
      16_000,
    );
    assert.equal(readClientHello(endless), 'no-hello');
    const crumbs = fragmented(Buffer.concat([Buffer.alloc(5), Buffer.from([1, 0, 99, 99]), Buffer.alloc(9000)]), 1);
    assert.equal(readClientHello(crumbs), 'no-hello');
  });

  test('it answers whatever the bytes are', async () => {
    const bytes = await hello('device.mcas.localhost');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const broken = Buffer.from(bytes);
        broken[at] = value;
        readClientHello(broken);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        readClientHello(Buffer.concat([Buffer.from([22, 3, 1]), noise]));
      }),
    );
  });
});
