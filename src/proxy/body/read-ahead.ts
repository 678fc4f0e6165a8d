import { Readable } from 'node:stream';

/** Bytes from the beginning of a page in which a sign is looked for. */
const SEARCHED = 64 * 1024;
/** No sign is longer. */
const LONGEST = 64;

/**
 * A page as it comes, until a sign stands in its beginning: then the piece with the sign waits until the whole page is there and
 * `ahead` has seen it. A page above `limit` bytes goes on unseen.
 */
export function readAheadAt(page: Readable, sign: RegExp, limit: number, ahead: (page: Buffer) => void): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    const iterator = page[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      const gone: Buffer[] = [];
      const held: Buffer[] = [];
      let size = 0;
      let text = '';
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) break;
        size += value.length;
        if (held.length > 0) {
          held.push(value);
          if (size <= limit) continue;
        } else if (size - value.length < SEARCHED) {
          text = text.slice(-LONGEST) + value.toString('latin1');
          if (sign.test(text)) {
            held.push(value);
            continue;
          }
          gone.push(value);
        }
        yield* held.length > 0 ? held.splice(0) : [value];
        if (size > limit) gone.splice(0);
      }
      if (held.length === 0) return;
      ahead(Buffer.concat([...gone, ...held]));
      yield* held;
    } finally {
      await iterator.return?.();
    }
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: 64 * 1024 });
}
