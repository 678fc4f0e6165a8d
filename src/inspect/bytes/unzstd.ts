import { createZstdDecompress } from 'node:zlib';
import type { Budget } from '../limits.ts';
import { Unscannable } from '../unscannable.ts';
import type { ByteReader } from './byte-reader.ts';
import { nextFrame } from './zstd-frame.ts';

/** What the frames of a Zstandard file bring forth, piece by piece. Told of frames that readers skip, which may hold anything. */
export async function* unzstd(
  reader: ByteReader,
  budget: Budget,
  skipped: (content: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const begin = reader.position;
  let out = 0;
  for (let frame = await nextFrame(reader); frame !== undefined; frame = await nextFrame(reader)) {
    budget.checkTime();
    if (frame.kind === 'skippable') {
      const first = reader.position;
      for await (const piece of reader.pieces(frame.size)) skipped(piece);
      if (reader.position - first < frame.size) throw new Unscannable('corrupted', 'the zstd file ends too early');
      continue;
    }
    for await (const piece of decompressed(frame.pieces)) {
      out += piece.length;
      budget.expand(piece.length, out, reader.position - begin);
      yield piece;
    }
  }
}

async function* decompressed(frame: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const engine = createZstdDecompress();
  let ready: Buffer[] = [];
  let broken: Error | undefined;
  engine.on('data', (piece: Buffer) => ready.push(piece));
  const failed = new Promise<void>((resolve) => {
    engine.on('error', (error) => {
      broken = error;
      resolve();
    });
  });
  /** Steps that fail are never called back. */
  async function* step(run: (done: () => void) => void): AsyncGenerator<Uint8Array> {
    await Promise.race([failed, new Promise<void>((resolve) => run(resolve))]);
    const pieces = ready;
    ready = [];
    yield* pieces;
    if (broken !== undefined) throw new Unscannable('corrupted', `compressed data: ${broken.message}`);
  }
  try {
    for await (const piece of frame) yield* step((done) => void engine.write(piece, done));
    yield* step((done) => void engine.once('end', done).end());
  } finally {
    engine.destroy();
  }
}
