import { createInflateRaw } from 'node:zlib';
import type { Budget } from '../limits.ts';
import { Unscannable } from '../unscannable.ts';
import type { ByteReader } from './byte-reader.ts';

/** Compressed bytes handed over at once: each may become a thousand. */
const FEED = 4096;

/**
 * What a deflate stream (RFC 1951) brings forth, piece by piece. The reader stands right behind the stream's last byte when all was
 * taken, which is how an entry whose length nobody wrote down is found to end.
 */
export async function* inflate(reader: ByteReader, budget: Budget): AsyncGenerator<Uint8Array> {
  const engine = createInflateRaw();
  let pieces: Buffer[] = [];
  let broken: Error | undefined;
  let taken = 0;
  let out = 0;
  engine.on('data', (piece: Buffer) => pieces.push(piece));
  const failed = new Promise<void>((resolve) => {
    engine.on('error', (error) => {
      broken = error;
      resolve();
    });
  });
  try {
    for (let more = true; more; ) {
      const piece = (await reader.peek(1)).subarray(0, FEED);
      if (piece.length === 0) {
        // Whether the stream is over with the bytes, its own end says.
        await Promise.race([failed, new Promise((resolve) => engine.once('end', resolve).end())]);
        more = false;
      } else {
        // A write that fails is never called back.
        await Promise.race([failed, new Promise((resolve) => engine.write(piece, resolve))]);
        const consumed = engine.bytesWritten - taken;
        taken = engine.bytesWritten;
        reader.skip(consumed);
        more = consumed === piece.length;
      }
      const ready = pieces;
      pieces = [];
      for (const each of ready) {
        out += each.length;
        budget.expand(each.length, out, taken);
        yield each;
      }
      if (broken !== undefined) throw new Unscannable('corrupted', `compressed data: ${broken.message}`);
    }
  } finally {
    engine.destroy();
  }
}
