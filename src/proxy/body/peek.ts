import { Readable } from 'node:stream';

export interface Peeked {
  /** The first bytes: at least `enough(prefix)` or the whole body when it is shorter. */
  readonly prefix: Buffer;
  /** Whether the prefix is the whole body. */
  readonly complete: boolean;
  /** The whole body again, prefix included. */
  readonly body: Readable;
}

/**
 * Reads from `source` until `enough` says so (or the body ends) and gives the body back whole. The rest stays in the
 * source, unread: back-pressure holds.
 */
export async function peek(source: Readable, enough: (prefix: Buffer) => boolean): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let prefix: Buffer = Buffer.alloc(0);
  let complete = false;
  while (!enough(prefix)) {
    const { value, done } = await iterator.next();
    if (done) {
      complete = true;
      break;
    }
    prefix =
      prefix.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.length) : Buffer.concat([prefix, value]);
  }
  async function* whole(): AsyncGenerator<Buffer> {
    try {
      if (prefix.length > 0) yield prefix;
      if (complete) return;
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { prefix, complete, body: Readable.from(whole(), { objectMode: false, highWaterMark: 64 * 1024 }) };
}
