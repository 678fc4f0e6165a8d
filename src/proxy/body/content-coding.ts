import type { Duplex } from 'node:stream';
import zlib from 'node:zlib';
import { type HeaderList, headerValues } from '../../model/headers.ts';
import { createAnyInflate, createShownGunzip, createShownInflate } from './shown-inflate.ts';

/** A content coding (RFC 9110 section 8.4.1) the gateway can take off and put on while streaming. */
interface ContentCoding {
  readonly decoder: () => Duplex;
  /** One that takes what browsers take: a body without its end, and one with more behind it. */
  readonly lenient?: () => Duplex;
  readonly encoder: () => Duplex;
}

// Every write is flushed: a page that comes slowly must be seen slowly, not at its end.
const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, BROTLI_PARAM_QUALITY, ZSTD_c_compressionLevel, ZSTD_e_flush } =
  zlib.constants;
const deflateOptions = { level: 1, flush: Z_SYNC_FLUSH };

const gzip: ContentCoding = {
  decoder: () => zlib.createGunzip(),
  lenient: createShownGunzip,
  encoder: () => zlib.createGzip(deflateOptions),
};

const CODINGS: Readonly<Record<string, ContentCoding>> = {
  gzip,
  'x-gzip': gzip,
  deflate: {
    decoder: () => createAnyInflate(),
    lenient: createShownInflate,
    encoder: () => zlib.createDeflate(deflateOptions),
  },
  br: {
    decoder: () => zlib.createBrotliDecompress(),
    encoder: () => zlib.createBrotliCompress({ flush: BROTLI_OPERATION_FLUSH, params: { [BROTLI_PARAM_QUALITY]: 4 } }),
  },
  zstd: {
    decoder: () => zlib.createZstdDecompress(),
    encoder: () => zlib.createZstdCompress({ flush: ZSTD_e_flush, params: { [ZSTD_c_compressionLevel]: 1 } }),
  },
};

/**
 * The codings named by all Content-Encoding fields, in the order they were applied; `identity` is left out.
 * Undefined when one of them is not known here: such a body cannot be read, so it can neither be rewritten nor judged.
 */
export function contentCodings(headers: HeaderList): readonly string[] | undefined {
  const codings = named(headers);
  return codings.every(isKnown) ? codings : undefined;
}

/**
 * The codings that a browser takes off what it shows. One that it does not know (`none`, `utf-8`, as apps name by mistake) keeps it from nothing: it
 * takes the body as it comes. What it shows is rewritten, whoever else could not read it.
 */
export function shownCodings(headers: HeaderList): readonly string[] {
  return named(headers).filter(isKnown);
}

function named(headers: HeaderList): readonly string[] {
  // Fields that are repeated are one list (RFC 9110 section 5.3).
  const value = headerValues(headers, 'content-encoding').join(',');
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'identity');
}

const isKnown = (name: string): boolean => Object.hasOwn(CODINGS, name);

/** Transforms that take `codings` off, last applied first. */
export function decoders(codings: readonly string[]): Duplex[] {
  return codings.toReversed().map((name) => CODINGS[name]!.decoder());
}

/** The same of what a browser shows. */
export function shownDecoders(codings: readonly string[]): Duplex[] {
  return codings.toReversed().map(shownDecoder);
}

function shownDecoder(name: string): Duplex {
  const { lenient, decoder } = CODINGS[name]!;
  return (lenient ?? decoder)();
}

/** Transforms that put `codings` on, in order. */
export function encoders(codings: readonly string[]): Duplex[] {
  return codings.map((name) => CODINGS[name]!.encoder());
}

/**
 * Decodes the beginning of a coded body, for recognising its type: at most `limit` bytes, so a sniff never inflates a
 * bomb. Undefined when the bytes are not what the coding says.
 */
export async function decodePrefix(
  prefix: Buffer,
  codings: readonly string[],
  limit: number,
): Promise<Buffer | undefined> {
  let bytes: Buffer | undefined = prefix;
  for (const name of codings.toReversed())
    if (bytes !== undefined && bytes.length > 0) bytes = await decodeOne(bytes, shownDecoder(name), limit);
  return bytes;
}

function decodeOne(bytes: Buffer, decoder: Duplex, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const finish = (): void => {
      decoder.destroy();
      resolve(Buffer.concat(pieces).subarray(0, limit));
    };
    decoder.on('data', (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size >= limit) finish();
    });
    decoder.on('error', () => (size === 0 ? resolve(undefined) : finish()));
    decoder.on('end', finish);
    decoder.write(bytes, finish);
  });
}
