import { PassThrough, type Readable, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Match } from '../../model/content.ts';
import { chain } from '../body/chain.ts';
import type { MaskedBody } from './mask-body.ts';

/** A body on its way as it is, and what would have been masked in it so far. */
export interface CountedBody {
  readonly body: Readable;
  readonly matches: () => readonly Match[];
  /** Whether the rest could not be read: then nobody knows what would have become of it. */
  readonly failed: () => boolean;
}

/**
 * Gives a body on as it comes, while `mask` masks a copy that goes nowhere. The last byte waits until it has been seen; what cannot be masked
 * after all is no reason to break anything off.
 */
export function countBody(source: Readable, mask: (copy: Readable) => Promise<MaskedBody>): CountedBody {
  const copy = new PassThrough();
  let matches: () => readonly Match[] = () => [];
  let failed = false;
  const counted = mask(copy)
    .then(async (masked) => {
      matches = masked.matches;
      await finished(masked.body.resume());
    })
    .catch(() => {
      failed = true;
    })
    .finally(() => copy.destroy());
  const tee = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      if (copy.destroyed || copy.write(chunk)) {
        callback(null, chunk);
        return;
      }
      const seen = (): void => {
        copy.off('drain', seen).off('close', seen);
        callback(null, chunk);
      };
      copy.on('drain', seen).on('close', seen);
    },
    flush(callback) {
      copy.end();
      void counted.then(() => callback());
    },
    destroy(error, callback) {
      copy.destroy();
      callback(error);
    },
  });
  return { body: chain(source, [tee]), matches: () => matches(), failed: () => failed };
}
