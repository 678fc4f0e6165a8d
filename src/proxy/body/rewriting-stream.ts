import { Transform } from 'node:stream';
import type { Rewriter } from '../../model/rewriter.ts';

/** A byte stream through a Rewriter over binary strings: one char per byte in, one byte per char out. */
export function rewritingStream(rewriter: Rewriter): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      try {
        callback(null, Buffer.from(rewriter.write(chunk.toString('latin1')), 'latin1'));
      } catch (error) {
        callback(error as Error);
      }
    },
    flush(callback) {
      try {
        callback(null, Buffer.from(rewriter.end(), 'latin1'));
      } catch (error) {
        callback(error as Error);
      }
    },
  });
}

/** A byte stream decoded from `label` and encoded as UTF-8, for encodings that do not keep ASCII bytes. */
export function transcodingStream(label: string): Transform {
  const decoder = new TextDecoder(label);
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      callback(null, Buffer.from(decoder.decode(chunk, { stream: true })));
    },
    flush(callback) {
      callback(null, Buffer.from(decoder.decode()));
    },
  });
}

/**
 * Holds a whole body (at most `limit` bytes) and passes it through `rewrite`. A body over the limit goes on untouched
 * from there; `onOverflow` is told, because nothing is ever passed silently.
 */
export function wholeBodyStream(limit: number, rewrite: (body: Buffer) => Buffer, onOverflow: () => void): Transform {
  let held: Buffer[] = [];
  let size = 0;
  let passing = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      if (passing) return callback(null, chunk);
      held.push(chunk);
      size += chunk.length;
      if (size <= limit) return callback();
      passing = true;
      onOverflow();
      const all = Buffer.concat(held);
      held = [];
      callback(null, all);
    },
    flush(callback) {
      if (passing) return callback();
      try {
        callback(null, rewrite(Buffer.concat(held)));
      } catch (error) {
        callback(error as Error);
      }
    },
  });
}
