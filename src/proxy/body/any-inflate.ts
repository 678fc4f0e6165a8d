import { Duplex } from 'node:stream';
import { createInflate, createInflateRaw, type Inflate, type InflateRaw } from 'node:zlib';

/**
 * Decodes the coding `deflate`: the zlib format that RFC 9110 section 8.4.1.2 asks for, and deflate data without it, which
 * some servers send and browsers read. The first octet of the zlib format has 8 in its lower half (RFC 1950 section 2.2); no
 * compressor begins deflate data with such an octet.
 */
export function createAnyInflate(): Duplex {
  let engine: Inflate | InflateRaw | undefined;
  const begin = (first: number): Inflate | InflateRaw => {
    const made = (first & 0x0f) === 8 ? createInflate() : createInflateRaw();
    made.on('data', (piece: Buffer) => {
      if (!stream.push(piece)) made.pause();
    });
    made.on('end', () => stream.push(null));
    made.on('error', (error) => stream.destroy(error));
    return made;
  };
  const stream = new Duplex({
    write(chunk: Buffer, _encoding, done) {
      if (chunk.length === 0) return done();
      engine ??= begin(chunk[0]!);
      engine.write(chunk, () => done());
    },
    final(done) {
      if (engine) engine.end();
      else stream.push(null);
      done();
    },
    read() {
      engine?.resume();
    },
    destroy(error, done) {
      engine?.destroy();
      done(error);
    },
  });
  return stream;
}
