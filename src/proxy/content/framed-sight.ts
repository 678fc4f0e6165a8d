import type { Findings } from '../../model/content.ts';
import { type ChunkFrames, unframing } from './chunk-frames.ts';
import type { Sight } from './decoded-sight.ts';
import { withFields } from './piece-findings.ts';

/** A look at what comes in chunks of S3; `end` gives undefined where nobody can say what an app makes of them. */
export interface FramedSight extends Omit<Sight, 'end'> {
  end(): Promise<Findings | undefined>;
}

/**
 * Looks at an object between the lines of its chunks, and at the bytes as they are: an app that knows nothing of chunks keeps
 * those. `also` takes what the object is.
 */
export function framedSight(
  frames: ChunkFrames,
  object: Sight,
  asItIs: Sight,
  also: (piece: Uint8Array) => Promise<void> = async () => {},
): FramedSight {
  const reader = unframing(frames);
  return {
    async see(chunk) {
      await asItIs.see(chunk);
      for (const piece of reader.write(chunk)) {
        await also(piece);
        await object.see(piece);
      }
    },
    async end() {
      const isWhole = reader.end();
      const [found, foundAsItIs] = [await object.end(), await asItIs.end()];
      return isWhole ? withFields(found, foundAsItIs) : undefined;
    },
    abort() {
      object.abort();
      asItIs.abort();
    },
  };
}
