import { Unscannable } from '../unscannable.ts';
import type { ByteReader } from './byte-reader.ts';

const MAGIC = 0xfd2fb528;
/** RFC 8878 3.1.2: sixteen magic numbers of frames that every reader skips. */
const SKIPPABLE = 0x184d2a50;
/** RFC 8878 3.1.1.1.2 lets a reader refuse what needs more; the strongest setting of the reference writer needs this much. */
const MAX_WINDOW = 2 ** 27;
const RLE = 1;
const RESERVED = 3;
/** RFC 8878 3.1.1.2.4. */
const MAX_BLOCK = 128 * 1024;

const ENDS_EARLY = 'the zstd file ends too early';

/** What comes next in a Zstandard file (RFC 8878 3.1). */
export type ZstdFrame =
  | { readonly kind: 'data'; readonly pieces: AsyncGenerator<Uint8Array> }
  | { readonly kind: 'skippable'; readonly size: number };

async function take(reader: ByteReader, count: number): Promise<Buffer> {
  const bytes = await reader.take(count);
  if (bytes === undefined) throw new Unscannable('corrupted', ENDS_EARLY);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The next frame; undefined at the end. Where it ends is told by its own blocks, so that nothing behind it goes unseen. */
export async function nextFrame(reader: ByteReader): Promise<ZstdFrame | undefined> {
  if ((await reader.peek(1)).length === 0) return undefined;
  const magic = await take(reader, 4);
  const number = magic.readUInt32LE();
  if (number >>> 4 === SKIPPABLE >>> 4) return { kind: 'skippable', size: (await take(reader, 4)).readUInt32LE() };
  if (number !== MAGIC) throw new Unscannable('corrupted', 'no zstd frame where one should be');
  return { kind: 'data', pieces: pieces(reader, magic) };
}

/** The bytes of one frame: its header, then block by block, so that little comes of each. */
async function* pieces(reader: ByteReader, magic: Buffer): AsyncGenerator<Uint8Array> {
  const descriptor = await take(reader, 1);
  const flags = descriptor[0]!;
  const isSingle = (flags & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][flags & 3]!;
  const sized = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6]!;
  const rest = await take(reader, (isSingle ? 0 : 1) + dictionary + sized);
  if (dictionary > 0) throw new Unscannable('unsupported', 'compressed by a dictionary that is not there');
  const window = isSingle
    ? Number(Buffer.concat([rest, Buffer.alloc(8)]).readBigUInt64LE())
    : 2 ** (10 + (rest[0]! >> 3)) * (1 + (rest[0]! & 7) / 8);
  if (window > MAX_WINDOW) throw new Unscannable('too-large', `needs more than ${MAX_WINDOW} bytes at once`);
  yield Buffer.concat([magic, descriptor, rest]);
  for (let isLast = false; !isLast; ) {
    const header = await take(reader, 3);
    const written = header.readUIntLE(0, 3);
    isLast = (written & 1) !== 0;
    const kind = (written >> 1) & 3;
    const size = written >> 3;
    if (kind === RESERVED || (kind !== RLE && size > MAX_BLOCK))
      throw new Unscannable('corrupted', 'a zstd block of no kind');
    const content = await take(reader, kind === RLE ? 1 : size);
    yield Buffer.concat([header, content]);
  }
  if ((flags & 4) !== 0) yield Buffer.from(await take(reader, 4));
}
