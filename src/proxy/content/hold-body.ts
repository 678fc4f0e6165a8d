import { Readable } from 'node:stream';
import type { Spool } from './spool.ts';

export interface Held {
  /** Whether the whole body was kept and seen. */
  readonly whole: boolean;
  /** Why not. */
  readonly fault: unknown;
  /** The body again, byte for byte; read it or destroy it. */
  readonly body: Readable;
}

/**
 * Reads a body to its end into a spool while `see` looks at it, as fast as both can. Nothing has gone anywhere when it resolves. When the
 * spool has no more room, what it holds and what is still to come are given back as they are. Rejects when the body itself breaks off.
 */
export async function holdBody(
  source: Readable,
  spool: Spool,
  see: (chunk: Uint8Array) => Promise<void>,
): Promise<Held> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let extra: Buffer | undefined;
  let fault: unknown;
  try {
    for (;;) {
      const { value, done } = await iterator.next();
      if (done) break;
      try {
        await spool.write(value);
      } catch (error) {
        fault = error;
        extra = value;
        break;
      }
      await see(value);
    }
  } catch (error) {
    await spool.discard();
    throw error;
  }
  async function* again(): AsyncGenerator<Buffer> {
    try {
      yield* spool.read();
      if (extra === undefined) return;
      yield extra;
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await spool.discard();
    }
  }
  const body = Readable.from(again(), { objectMode: false, highWaterMark: 64 * 1024 });
  // A generator that was never begun runs no finally.
  body.once('close', () => {
    void spool.discard();
    if (extra !== undefined) source.destroy();
  });
  return { whole: extra === undefined, fault, body };
}
