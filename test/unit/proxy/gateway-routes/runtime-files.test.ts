import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Inbound, Reply } from '../../../../src/model/exchange.ts';
import { headerValue } from '../../../../src/model/headers.ts';
import { createRuntimeFiles } from '../../../../src/proxy/gateway-routes/runtime-files.ts';

const code = 'let page = "é";\n'.repeat(500);
const files = createRuntimeFiles({ 'runtime.js': { code, hash: 'abc' } });

function serve(acceptEncoding: string | undefined, target = '/runtime.js?v=abc'): Reply {
  const headers = acceptEncoding === undefined ? [] : [['accept-encoding', acceptEncoding] as const];
  return files.serve('runtime.js', { method: 'GET', target, headers } as unknown as Inbound)!;
}
const bytesOf = ({ body }: Reply): Promise<Buffer> =>
  typeof body === 'string' ? Promise.resolve(Buffer.from(body)) : buffer(body as AsyncIterable<Uint8Array>);

describe('the files of the page runtime', () => {
  const plain = (bytes: Buffer): Buffer => bytes;
  const cases: readonly (readonly [string | undefined, string | undefined, (bytes: Buffer) => Buffer])[] = [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['GZIP', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
    ['br; q=0.0', undefined, plain],
    ['identity', undefined, plain],
    [undefined, undefined, plain],
  ];
  for (const [accepted, coding, decode] of cases)
    test(`go out as ${coding ?? 'they are'} where ${accepted ?? 'nothing'} is accepted`, async () => {
      for (const reply of [serve(accepted), serve(accepted)]) {
        assert.equal(headerValue(reply.headers, 'content-encoding'), coding);
        assert.equal(headerValue(reply.headers, 'vary'), 'accept-encoding');
        const bytes = await bytesOf(reply);
        assert.equal(decode(bytes).toString(), code);
        assert.ok(coding === undefined || bytes.length < code.length / 4);
      }
    });

  test('are kept for good only under their hash', () => {
    assert.match(headerValue(serve('br').headers, 'cache-control') ?? '', /immutable/);
    assert.equal(headerValue(serve('br', '/runtime.js?v=other').headers, 'cache-control'), 'no-cache');
  });

  test('are no others than these', () => {
    const inbound = { method: 'GET', target: '/', headers: [] } as unknown as Inbound;
    assert.equal(files.serve('constructor', inbound), undefined);
    assert.equal(files.serve('runtime.js', { ...inbound, method: 'POST' }), undefined);
  });
});
