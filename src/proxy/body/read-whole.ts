import { Readable } from 'node:stream';

/** A body read whole, or, over the limit, a stream that begins with what was read. */
export type Whole = { readonly bytes: Buffer } | { readonly oversized: Readable };

export async function readWhole(source: Readable, limit: number): Promise<Whole> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { value, done } = await iterator.next();
    if (done) return { bytes: Buffer.concat(pieces) };
    pieces.push(value);
    size += value.length;
    if (size > limit) break;
  }
  async function* whole(): AsyncGenerator<Buffer> {
    try {
      yield* pieces;
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { oversized: Readable.from(whole(), { objectMode: false, highWaterMark: 64 * 1024 }) };
}
