import type { ByteReader } from '../bytes/byte-reader.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Bytes up to the next line that begins with the delimiter (RFC 2046 5.1.1), the line end before it left out. */
export interface PartStream {
  readonly bytes: AsyncGenerator<Uint8Array>;
  /** Whether a delimiter ended it; false where the body did. */
  ended(): boolean;
}

/** The reader stands at the beginning of a line. The delimiter is read past, the rest of its line is not. */
export function partStream(reader: ByteReader, delimiter: Buffer): PartStream {
  let found = false;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let lineStart = true;
    for (;;) {
      const peeked = await reader.peek(delimiter.length + 3);
      const held = Buffer.from(peeked.buffer, peeked.byteOffset, peeked.length);
      const at = indexOfLine(held, delimiter, lineStart);
      if (at >= 0) {
        found = true;
        yield held.subarray(0, withoutLineEnd(held, at));
        reader.skip(at + delimiter.length);
        return;
      }
      const last = held.length < delimiter.length + 3;
      const piece = last ? held : held.subarray(0, held.length - delimiter.length - 2);
      if (piece.length > 0) yield piece;
      reader.skip(piece.length);
      if (last) return;
      lineStart = false;
    }
  }
  return { bytes: bytes(), ended: () => found };
}

function indexOfLine(held: Buffer, delimiter: Buffer, lineStart: boolean): number {
  for (let at = held.indexOf(delimiter); at >= 0; at = held.indexOf(delimiter, at + 1)) {
    if (at === 0 ? lineStart : held[at - 1] === NEWLINE || held[at - 1] === RETURN) return at;
  }
  return -1;
}

function withoutLineEnd(held: Buffer, at: number): number {
  if (at > 1 && held[at - 1] === NEWLINE && held[at - 2] === RETURN) return at - 2;
  return Math.max(0, at - 1);
}
