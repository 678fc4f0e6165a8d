import { Transform } from 'node:stream';

/**
 * As much of one answer as lies with a connection of HTTP/2 at once. Node takes no more requests on a connection that holds ten megabytes
 * (`maxSessionMemory`), and ends it after a hundred that it had to refuse. A rewritten script is one chunk of megabytes, and a browser
 * with a slow line asks for many of them: 128 pieces, and what lies beside each, stay well below that.
 */
const PIECE = 32 * 1024;

/** The same bytes in small pieces, each of them written once the one before is taken. */
export function inPieces(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length; at += PIECE) this.push(chunk.subarray(at, at + PIECE));
      done();
    },
  });
}
