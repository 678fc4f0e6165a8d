import { Readable } from 'node:stream';

export interface Peeked {
  /** The first bytes: at least `enough(prefix)` or the whole body when it is shorter. */
  readonly prefix: Buffer;
  /** Whether the prefix is the whole body. */
  readonly complete: boolean;
  /** The whole body again, prefix included. */
  readonly body: Readable;
}

/** Milliseconds without a byte after which a body has said for now what it has to say. */
const SILENCE = 500;

/**
 * Reads from `source` until `enough` says so (or the body ends) and gives the body back whole. The rest stays in the
 * source, unread: back-pressure holds. A body that falls silent is a stream of messages, perhaps, the next of which comes when this one
 * was read: `settles` says whether what has come will do then.
 */
export async function peek(
  source: Readable,
  enough: (prefix: Buffer) => boolean,
  settles?: (prefix: Buffer) => Promise<boolean>,
): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let prefix: Buffer = Buffer.alloc(0);
  let complete = false;
  let coming: Promise<IteratorResult<Buffer>> | undefined;
  while (!enough(prefix)) {
    coming = iterator.next();
    if (settles && prefix.length > 0 && (await isSilent(coming)) && (await settles(prefix))) break;
    const { value, done } = await coming;
    coming = undefined;
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
        const { value, done } = await (coming ?? iterator.next());
        coming = undefined;
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { prefix, complete, body: Readable.from(whole(), { objectMode: false, highWaterMark: 64 * 1024 }) };
}

/** Whether nothing has come for a while. What fails is told to whoever reads on. */
async function isSilent(coming: Promise<unknown>): Promise<boolean> {
  const waiting = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => waiting.resolve(true), SILENCE);
  const come = (): void => waiting.resolve(false);
  coming.then(come, come);
  try {
    return await waiting.promise;
  } finally {
    clearTimeout(timer);
  }
}
