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
