import { createHash } from 'node:crypto';

/** An object in chunks of S3 without signatures, as its SDKs write them. `trailer`: what stands behind. */
export function inFrames(
  body: Buffer,
  size = 64 * 1024,
  trailer = 'x-amz-checksum-crc32:AAAAAA==\r\n',
  mark: (chunk: Buffer) => string = () => '',
): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}${mark(chunk)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from(`0${mark(Buffer.alloc(0))}\r\n${trailer}\r\n`)]);
}

/** The same with a signature each. */
export function inSignedFrames(body: Buffer, size?: number): Buffer {
  const signature = (chunk: Buffer): string => `;chunk-signature=${createHash('sha256').update(chunk).digest('hex')}`;
  return inFrames(body, size, '', signature);
}

/** What a request says of such a body. */
export function frameFields(length: number, kind = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'): Record<string, string> {
  return {
    'x-amz-content-sha256': kind,
    'x-amz-decoded-content-length': `${length}`,
    'content-encoding': 'aws-chunked',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
}
