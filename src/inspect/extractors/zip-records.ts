import type { ByteReader } from '../bytes/byte-reader.ts';
import { Unscannable } from '../unscannable.ts';
import type { ZipEntry, ZipLedger } from './zip-ledger.ts';

export const LOCAL = 'PK\x03\x04';
const CENTRAL = 'PK\x01\x02';
const END = 'PK\x05\x06';
const END64 = 'PK\x06\x06';
const LOCATOR64 = 'PK\x06\x07';
const SIGNATURE = 'PK\x05\x05';
/** APPNOTE 4.4.4. */
const ENCRYPTED = 1;
const HAS_DESCRIPTOR = 8;
const MASKED_HEADER = 1 << 13;
const WIDE = 0xffffffff;
const AES_METHOD = 99;

export async function readLocalHeader(reader: ByteReader): Promise<ZipEntry> {
  const offset = reader.position;
  const header = await exactly(reader, 30);
  const name = await exactly(reader, header.readUInt16LE(26));
  const extra = await exactly(reader, header.readUInt16LE(28));
  const flags = header.readUInt16LE(6);
  const method = header.readUInt16LE(8);
  const size = header.readUInt32LE(22);
  const compressedSize = header.readUInt32LE(18);
  const wide = wideSizes(extra, size === WIDE, compressedSize === WIDE, false);
  return {
    offset,
    name: name.toString('utf8'),
    method,
    encrypted: (flags & (ENCRYPTED | MASKED_HEADER)) !== 0 || method === AES_METHOD,
    sized: (flags & HAS_DESCRIPTOR) === 0,
    crc: header.readUInt32LE(14),
    compressedSize: wide.compressedSize ?? compressedSize,
    size: wide.size ?? size,
  };
}

/** Reads the directory and what ends the archive, and tells the ledger; `text` takes comments. */
export async function readTail(reader: ByteReader, ledger: ZipLedger, text: (text: string) => void): Promise<void> {
  let ended = false;
  for (;;) {
    const mark = Buffer.from((await reader.peek(4)).subarray(0, 4)).toString('latin1');
    if (mark === '') break;
    if (ended) throw new Unscannable('corrupted', 'bytes behind the end of the zip file');
    if (mark === CENTRAL) await readDirectoryEntry(reader, ledger, text);
    else if (mark === END64) {
      const fixed = await exactly(reader, 12);
      await exactly(reader, Number(fixed.readBigUInt64LE(4)));
    } else if (mark === LOCATOR64) await exactly(reader, 20);
    else if (mark === SIGNATURE) await exactly(reader, (await exactly(reader, 6)).readUInt16LE(4));
    else if (mark === END) {
      const fixed = await exactly(reader, 22);
      text((await exactly(reader, fixed.readUInt16LE(20))).toString('utf8'));
      ended = true;
    } else throw new Unscannable('corrupted', 'bytes between the entries of the zip file');
  }
  if (!ended) throw new Unscannable('corrupted', 'the zip file ends without its directory');
}

async function readDirectoryEntry(reader: ByteReader, ledger: ZipLedger, text: (text: string) => void): Promise<void> {
  const header = await exactly(reader, 46);
  const name = (await exactly(reader, header.readUInt16LE(28))).toString('utf8');
  const extra = await exactly(reader, header.readUInt16LE(30));
  text((await exactly(reader, header.readUInt16LE(32))).toString('utf8'));
  const size = header.readUInt32LE(24);
  const compressedSize = header.readUInt32LE(20);
  const offset = header.readUInt32LE(42);
  const wide = wideSizes(extra, size === WIDE, compressedSize === WIDE, offset === WIDE);
  ledger.listed({
    offset: wide.offset ?? offset,
    name,
    method: header.readUInt16LE(10),
    compressedSize: wide.compressedSize ?? compressedSize,
    size: wide.size ?? size,
  });
}

/** ZIP64 extended information (APPNOTE 4.5.3): only those that did not fit, in this order. */
function wideSizes(
  extra: Buffer,
  size: boolean,
  compressed: boolean,
  offset: boolean,
): Partial<Record<'size' | 'compressedSize' | 'offset', number>> {
  const wide: Partial<Record<'size' | 'compressedSize' | 'offset', number>> = {};
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let here = at + 4;
    const end = Math.min(extra.length, here + extra.readUInt16LE(at + 2));
    for (const [name, there] of [
      ['size', size],
      ['compressedSize', compressed],
      ['offset', offset],
    ] as const) {
      if (!there || here + 8 > end) continue;
      wide[name] = Number(extra.readBigUInt64LE(here));
      here += 8;
    }
  }
  return wide;
}

async function exactly(reader: ByteReader, count: number): Promise<Buffer> {
  const bytes = count <= 1 << 20 ? await reader.take(count) : undefined;
  if (bytes === undefined) throw new Unscannable('corrupted', 'the zip file ends inside a header');
  return Buffer.from(bytes);
}
