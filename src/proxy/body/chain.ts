import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream';
import { readWhole } from './read-whole.ts';

/** A stream of these bytes and no others. */
export function oneChunk(bytes: Buffer): Readable {
  const stream = new PassThrough({ highWaterMark: bytes.length + 1 });
  stream.end(bytes);
  return stream;
}

/** Pipes through every transform; an error anywhere destroys the last one, so it reaches whoever reads. */
export function chain(source: Readable, transforms: readonly (Transform | NodeJS.ReadWriteStream)[]): Readable {
  let last: Readable = source;
  for (const transform of transforms as readonly Transform[]) {
    const next = transform;
    pipeline(last, next, (error) => {
      if (error) next.destroy(error);
    });
    last = next;
  }
  return last;
}

/** The bytes as every transform leaves them. Rejects above `limit` bytes: what is small may inflate without end. */
export async function throughAll(
  bytes: Buffer,
  transforms: readonly NodeJS.ReadWriteStream[],
  limit: number,
): Promise<Buffer> {
  if (transforms.length === 0) return bytes;
  const read = await readWhole(chain(oneChunk(bytes), transforms), limit);
  if ('oversized' in read) {
    read.oversized.destroy();
    throw new Error('a script or style sheet inflates beyond what is read whole');
  }
  return read.bytes;
}
