import { createHash } from 'node:crypto';
import type { Findings } from '../model/content.ts';

/** Of a file that has gone by. */
export type SeenFile = Pick<Findings, 'sha256' | 'bytes'>;

/** Gives bytes on, and tells at their end what went by. */
export async function* hashed(
  source: AsyncIterable<Uint8Array>,
  tell: (file: SeenFile) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  tell({ sha256: hash.digest('hex'), bytes });
}
