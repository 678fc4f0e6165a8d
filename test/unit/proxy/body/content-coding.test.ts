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

const shownOf = (bytes: Buffer): Promise<Buffer> => through(bytes, shownDecoders(['gzip']));

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

  test('what stands behind the coding is not shown, in whatever pieces it comes', async () => {
    const named = Buffer.from(zlib.gzipSync(text));
    // RFC 1952 section 2.3.1: an extra field, a name, a comment and a checksum of the header.
    named[3] = 2 | 4 | 8 | 16;
    const header = [named.subarray(0, 10), Buffer.from([2, 0, 0, 0]), Buffer.from('a.txt\0note\0'), Buffer.of(1, 2)];
    const gzip = [zlib.gzipSync(text), Buffer.concat([...header, named.subarray(10)])];
    const more = [Buffer.from('\r\n<!-- 0.1 s -->'), Buffer.alloc(600), zlib.gzipSync('second')];
    const bodies: (readonly [coding: string, coded: Buffer])[] = [
      ...gzip.map((coded) => ['gzip', coded] as const),
      ['deflate', zlib.deflateSync(text)],
      ['br', zlib.brotliCompressSync(text)],
    ];
    for (const [name, coded] of bodies)
      for (const behind of more) {
        const bytes = Buffer.concat([coded, behind]);
        assert.deepEqual(await decodePrefix(bytes, [name], 400), text.subarray(0, 400), name);
        for (const size of [1, 7, bytes.length]) {
          const pieces = [];
          for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
          const out = new PassThrough();
          const [shown] = await Promise.all([
            buffer(out),
            pipeline([Readable.from(pieces), ...shownDecoders([name]), out] as never),
          ]);
          assert.ok(shown.equals(text), `${name} in pieces of ${size}`);
        }
      }
  });

  test('what is cut short within the header of gzip, or is none, is nothing to show', async () => {
    for (const size of [1, 2, 3, 9]) assert.equal((await shownOf(zlib.gzipSync(text).subarray(0, size))).length, 0);
    assert.equal((await shownOf(Buffer.alloc(0))).length, 0);
    const endless = Buffer.concat([zlib.gzipSync('').subarray(0, 10), Buffer.alloc(200_000, 'a')]);
    endless[3] = 8;
    assert.equal((await shownOf(endless)).length, 0);
    await assert.rejects(shownOf(Buffer.from([0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0, 0])));
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
