import { Readable } from 'node:stream';

/** A body read whole, or, over the limit, a stream that begins with what was read. */
export type Whole = { readonly bytes: Buffer } | { readonly oversized: Readable };

/** What holds back the reading of a body from so many bytes on. */
export interface HoldBack {
  readonly from: number;
  readonly until: () => Promise<void>;
}

export async function readWhole(source: Readable, limit: number, holdBack?: HoldBack): Promise<Whole> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { value, done } = await iterator.next();
    if (done) return { bytes: Buffer.concat(pieces) };
    pieces.push(value);
    size += value.length;
    if (size > limit) break;
    if (holdBack && size >= holdBack.from) await holdBack.until();
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
