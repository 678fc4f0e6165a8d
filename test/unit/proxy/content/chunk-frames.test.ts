import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chunkFramesOf, unframing, withoutFrames } from '../../../../src/proxy/content/chunk-frames.ts';
import { inFrames, inSignedFrames } from '../../../support/chunk-frames.ts';
import { fc } from '../../../support/properties.ts';

/** What is read, or undefined. */
function read(framed: Buffer, length: number, cuts: readonly number[] = []): Buffer | undefined {
  const reader = unframing({ length });
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const to of [...cuts.toSorted((a, b) => a - b), framed.length]) {
    pieces.push(...reader.write(framed.subarray(from, to)));
    from = Math.max(from, to);
  }
  return reader.end() ? Buffer.concat(pieces) : undefined;
}

describe('chunks of S3', () => {
  test('what they hold comes out, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 70 }),
        fc.boolean(),
        fc.array(fc.nat(400)),
        (bytes, size, isSigned, cuts) => {
          const body = Buffer.from(bytes);
          const framed = isSigned ? inSignedFrames(body, size) : inFrames(body, size);
          const within = cuts.filter((cut) => cut <= framed.length);
          assert.deepEqual(read(framed, body.length, within), body);
        },
      ),
    );
  });

  const BODY = Buffer.from('object');
  const SIGNED = `x-amz-trailer-signature:${'a'.repeat(64)}\r\n`;
  test('with a checksum and its signature behind', () => {
    assert.deepEqual(read(inFrames(BODY, 3, `x-amz-checksum-sha256:${'A'.repeat(43)}=\r\n${SIGNED}`), 6), BODY);
  });
  const FAULTS: Readonly<Record<string, string>> = {
    'bytes behind the end': `${inFrames(BODY)}x`,
    'an end before the end': '3\r\nobj\r\n0\r\n\r\n',
    'no end': '6\r\nobject\r\n',
    'more than announced': '7\r\nobjects\r\n0\r\n\r\n',
    'a size that is none': '0x6\r\nobject\r\n0\r\n\r\n',
    'a size with a sign': '+6\r\nobject\r\n0\r\n\r\n',
    'lines that end otherwise': '6\nobject\n0\n\n',
    'bytes between chunks': '3\r\nobjxx\r\n3\r\nect\r\n0\r\n\r\n',
    'words beside the size': '6;note=4111111111111111\r\nobject\r\n0\r\n\r\n',
    'a line that never ends': `6;chunk-signature=${'a'.repeat(5000)}`,
    'words behind': '6\r\nobject\r\n0\r\nx-note:4111111111111111\r\n\r\n',
    'a checksum that is words': '6\r\nobject\r\n0\r\nx-amz-checksum-crc32:4111 1111 1111 1111\r\n\r\n',
    'many trailers': `6\r\nobject\r\n0\r\n${SIGNED.repeat(3)}\r\n`,
    'no chunks at all': 'object',
  };
  for (const [name, framed] of Object.entries(FAULTS))
    test(`${name}: nobody knows what it is`, () => assert.equal(read(Buffer.from(framed, 'latin1'), 6), undefined));

  const KIND: [string, string] = ['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'];
  const LENGTH: [string, string] = ['x-amz-decoded-content-length', '6'];
  const of = (headers: readonly [string, string][], url = 'https://s3.corp.test/b/k'): unknown =>
    chunkFramesOf(headers, url);
  test('they are known by the header alone, which must say so once and whole', () => {
    assert.deepEqual(of([KIND, LENGTH]), { length: 6 });
    assert.equal(of([['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']]), undefined);
    assert.equal(of([KIND]), 'unclear');
    assert.equal(of([LENGTH]), 'unclear');
    assert.equal(of([KIND, KIND, LENGTH]), 'unclear');
    assert.equal(of([KIND, LENGTH, ['x-amz-decoded-content-length', '7']]), 'unclear');
    assert.equal(of([['x-amz-content-sha256', 'STREAMING-OTHER'], LENGTH]), 'unclear');
    assert.equal(of([['content-encoding', 'gzip, AWS-chunked']]), 'unclear');
    assert.equal(of([KIND, ['x-amz-decoded-content-length', '-1']]), 'unclear');
    assert.equal(of([KIND, LENGTH], 'https://s3.corp.test/b/k?X-Amz-Decoded-Content-Length=6'), 'unclear');
  });
  test('the coding is taken off wherever it stands', () => {
    assert.deepEqual(withoutFrames([['content-encoding', 'aws-chunked, gzip'], LENGTH]), [
      ['content-encoding', ' gzip'],
      LENGTH,
    ]);
  });
});
