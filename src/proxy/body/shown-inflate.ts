import type { Duplex } from 'node:stream';
import zlib from 'node:zlib';
import { type Begun, firstStream } from './first-stream.ts';
import { gzipHeaderEnd } from './gzip-header.ts';

/** A body without its end is taken for all there is: some servers leave the checksum out, and browsers do not look at it. */
const CUT = { finishFlush: zlib.constants.Z_SYNC_FLUSH };

/**
 * Decodes the coding `deflate`: the zlib format that RFC 9110 section 8.4.1.2 asks for, and deflate data without it, which
 * some servers send and browsers read. The first octet of the zlib format has 8 in its lower half (RFC 1950 section 2.2); no
 * compressor begins deflate data with such an octet.
 */
export const createAnyInflate = (options: zlib.ZlibOptions = {}): Duplex =>
  firstStream((bytes) => ({
    engine: (bytes[0]! & 0x0f) === 8 ? zlib.createInflate(options) : zlib.createInflateRaw(options),
    from: 0,
  }));
export const createShownInflate = (): Duplex => createAnyInflate(CUT);

/** Decodes gzip as browsers do: its first member, whatever comes behind the data (Node decodes a second one, and takes all else for a fault). */
export const createShownGunzip = (): Duplex =>
  firstStream((bytes, isLast): Begun | undefined => {
    const from = gzipHeaderEnd(bytes);
    if (from !== undefined && from !== 'none') return { engine: zlib.createInflateRaw(CUT), from };
    // It has the error of what is no gzip.
    return from === 'none' || isLast ? { engine: zlib.createGunzip(CUT), from: 0 } : undefined;
  });
