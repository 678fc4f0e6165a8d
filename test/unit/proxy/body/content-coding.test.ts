import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import zlib from 'node:zlib';
import {
  contentCodings,
  decodePrefix,
  decoders,
  encoders,
  shownCodings,
  shownDecoders,
} from '../../../../src/proxy/body/content-coding.ts';

const text = Buffer.from('The quick brown fox. '.repeat(5000));

async function through(bytes: Buffer, transforms: readonly NodeJS.ReadWriteStream[]): Promise<Buffer> {
  const out = new PassThrough();
  const [collected] = await Promise.all([buffer(out), pipeline([Readable.from([bytes]), ...transforms, out] as never)]);
  return collected;
}

describe('content codings', () => {
  for (const value of ['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'deflate, zstd, gzip']) {
    test(`${value}: what is put on comes off`, async () => {
      const codings = contentCodings([['content-encoding', value]])!;
      const coded = await through(text, encoders(codings));
      assert.ok(coded.length < text.length / 2);
      assert.deepEqual(await through(coded, decoders(codings)), text);
    });
  }

  test('identity and nothing need no work; an unknown coding cannot be read', () => {
    assert.deepEqual(contentCodings([]), []);
    assert.deepEqual(contentCodings([['content-encoding', ' identity ']]), []);
    assert.deepEqual(contentCodings([['content-encoding', 'GZIP']]), ['gzip']);
    assert.equal(contentCodings([['content-encoding', 'gzip, aes128gcm']]), undefined);
    assert.equal(contentCodings([['content-encoding', '__proto__']]), undefined);
    const twice = [
      ['content-encoding', 'gzip'],
      ['content-encoding', 'br'],
    ] as const;
    assert.deepEqual(contentCodings(twice), ['gzip', 'br']);
  });

  test('a browser takes off what it knows and shows the rest as it comes', () => {
    for (const [value, codings] of [
      ['none', []],
      ['UTF-8', []],
      ['gzip, none', ['gzip']],
      ['__proto__, br', ['br']],
    ] as const)
      assert.deepEqual(shownCodings([['content-encoding', value]]), codings, value);
  });

  test('what a browser shows may lack the end of its coding; what is judged may not', async () => {
    const cut = zlib.gzipSync(text).subarray(0, -8);
    assert.deepEqual(await through(cut, shownDecoders(['gzip'])), text);
    await assert.rejects(through(cut, decoders(['gzip'])));
    await assert.rejects(through(text, shownDecoders(['gzip'])));
  });

  test('every write comes out at once, so a slow page is seen slowly', async () => {
    for (const name of ['gzip', 'br', 'zstd', 'deflate']) {
      const [encoder] = encoders([name]);
      const [decoder] = decoders([name]);
      const out = encoder!.pipe(decoder!);
      encoder!.write('first');
      const [piece] = (await new Promise<[Buffer]>((resolve) =>
        out.once('data', (data: Buffer) => resolve([data])),
      )) as [Buffer];
      assert.equal(piece.toString(), 'first', name);
      encoder!.destroy();
      out.destroy();
    }
  });

  test('the prefix of a coded body decodes, and a bomb inflates only to the limit', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(64 * 1024 * 1024));
    assert.equal((await decodePrefix(bomb, ['gzip'], 4096))?.length, 4096);
    const coded = zlib.brotliCompressSync(text);
    const prefix = await decodePrefix(coded.subarray(0, 60), ['br'], 4096);
    assert.ok(prefix && prefix.length > 0 && text.subarray(0, prefix.length).equals(prefix));
    assert.equal(await decodePrefix(Buffer.from('not gzip at all'), ['gzip'], 4096), undefined);
  });

  test('deflate is read with its wrapper and without, in whatever pieces it comes', async () => {
    for (const coded of [zlib.deflateSync(text), zlib.deflateRawSync(text)]) {
      const [decoder] = decoders(['deflate']);
      for (const octet of coded) decoder!.write(Buffer.of(octet));
      decoder!.end();
      const pieces: Buffer[] = [];
      for await (const piece of decoder!) pieces.push(piece as Buffer);
      assert.ok(Buffer.concat(pieces).equals(text));
    }
  });
});
