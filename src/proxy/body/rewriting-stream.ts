import { Transform, type TransformCallback } from 'node:stream';
import type { Rewriter } from '../../model/rewriter.ts';
import type { ByteText } from './byte-text.ts';

/**
 * A byte stream through a Rewriter over strings of one char per byte, as `text` reads and writes them. `settle` finishes what
 * came out of one step, and may take its time: what follows waits.
 */
export function rewritingStream(
  rewriter: Rewriter,
  text: ByteText,
  settle: (text: string) => string | Promise<string>,
): Transform {
  async function step(rewrite: () => string, callback: TransformCallback): Promise<void> {
    let bytes: Buffer;
    try {
      const settled = settle(rewrite());
      bytes = text.write(typeof settled === 'string' ? settled : await settled);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null, bytes);
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      void step(() => rewriter.write(text.read(chunk)), callback);
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
