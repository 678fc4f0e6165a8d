import { Transform, type TransformCallback } from 'node:stream';
import type { Rewriter } from '../../model/rewriter.ts';

/**
 * A byte stream through a Rewriter over binary strings: one char per byte in, one byte per char out. `settle` finishes what
 * came out of one step, and may take its time: what follows waits.
 */
export function rewritingStream(
  rewriter: Rewriter,
  settle: (text: string) => string | Promise<string> = (text) => text,
): Transform {
  async function step(text: () => string, callback: TransformCallback): Promise<void> {
    let bytes: Buffer;
    try {
      const settled = settle(text());
      bytes = Buffer.from(typeof settled === 'string' ? settled : await settled, 'latin1');
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null, bytes);
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      void step(() => rewriter.write(chunk.toString('latin1')), callback);
    },
    flush(callback) {
      void step(() => rewriter.end(), callback);
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
