import { crc32 } from 'node:zlib';
import { ByteReader } from '../bytes/byte-reader.ts';
import { inflate } from '../bytes/inflate.ts';
import { Unscannable } from '../unscannable.ts';
import type { Extractor, OpenDocument } from './extractor.ts';
import { createZipLedger, type ZipEntry } from './zip-ledger.ts';
import { LOCAL, readLocalHeader, readTail } from './zip-records.ts';

const STORED = 0;
const DEFLATED = 8;

/**
 * A zip archive, read from its first byte on (PKWARE APPNOTE 6.3.10). Unpackers go by the directory at its end, so that one is held
 * against what was read: an archive that shows them something else is corrupted.
 */
export const zip: Extractor = {
  name: 'zip',
  fits: (type) =>
    /zip$|java-archive|openxmlformats|opendocument|ms-(?:word|excel|powerpoint)\..*12|epub/.test(type) &&
    !type.includes('gzip'),
  async extract(document) {
    const { reader, budget } = document;
    const ledger = createZipLedger();
    while (startsWith(await reader.peek(4), LOCAL)) {
      budget.checkTime();
      const entry = await readLocalHeader(reader);
      ledger.walked(entry);
      await readEntry(document, entry);
    }
    await readTail(reader, ledger, (text) => document.aside.write(`${text}\n`));
    for (const why of ledger.differences()) document.unscanned('corrupted', why);
  },
};

async function readEntry(document: OpenDocument, entry: ZipEntry): Promise<void> {
  const { reader } = document;
  const { sized, compressedSize, method, encrypted, name } = entry;
  const known = sized || compressedSize > 0;
  if (encrypted || (method !== STORED && method !== DEFLATED)) {
    const [status, why] = encrypted
      ? (['encrypted', 'an encrypted entry'] as const)
      : (['unsupported', `compression method ${method}`] as const);
    if (!known) throw new Unscannable(status, `${why} of unknown length`);
    document.unscanned(status, `${why}: ${name.slice(0, 200)}`);
    await skip(reader, compressedSize);
  } else if (sized) {
    const begin = reader.position;
    const inner = new ByteReader(reader.pieces(compressedSize));
    await unpack(document, entry, inner);
    await inner.drain();
    if (reader.position - begin < compressedSize)
      throw new Unscannable('corrupted', 'the zip file ends inside an entry');
  } else if (method === DEFLATED) await unpack(document, entry, reader);
  else throw new Unscannable('unsupported', 'a stored entry of unknown length');
  if (!sized) await readDescriptor(reader, entry);
}

/** Hands over what the entry holds, and notes how much that was. */
async function unpack(document: OpenDocument, entry: ZipEntry, source: ByteReader): Promise<void> {
  const begin = source.position;
  const checked = { crc: 0, size: 0, whole: false };
  const bytes = entry.method === STORED ? source.pieces() : inflate(source, document.budget);
  async function* content(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      checked.crc = crc32(piece, checked.crc);
      checked.size += piece.length;
      yield piece;
    }
    checked.whole = true;
  }
  await document.nested({ name: entry.name, bytes: content() });
  // Where it broke off, that is noted already.
  if (!checked.whole) return;
  const taken = source.position - begin;
  if (entry.sized && taken < entry.compressedSize) document.unscanned('corrupted', 'bytes behind the data of an entry');
  if (entry.sized && (checked.crc !== entry.crc || checked.size !== entry.size))
    document.unscanned('corrupted', 'an entry is not what its header says');
  if (!entry.sized) Object.assign(entry, { compressedSize: taken, crc: checked.crc, size: checked.size });
}

/** APPNOTE 4.3.9: with or without signature, sizes of four or eight bytes; the one that tells what was found is the one that is there. */
async function readDescriptor(reader: ByteReader, { crc, compressedSize, size }: ZipEntry): Promise<void> {
  const held = await reader.peek(24);
  for (const signature of ['PK\x07\x08', '']) {
    for (const wide of [false, true]) {
      const width = wide ? 8 : 4;
      const expected = Buffer.alloc(4 + 2 * width);
      expected.writeUInt32LE(crc, 0);
      expected.writeUIntLE(compressedSize % 2 ** 48, 4, wide ? 6 : 4);
      expected.writeUIntLE(size % 2 ** 48, 4 + width, wide ? 6 : 4);
      const whole = Buffer.concat([Buffer.from(signature, 'latin1'), expected]);
      if (Buffer.compare(held.subarray(0, whole.length), whole) !== 0) continue;
      reader.skip(whole.length);
      return;
    }
  }
  throw new Unscannable('corrupted', 'a zip entry is not what its data descriptor says');
}

async function skip(reader: ByteReader, count: number): Promise<void> {
  let left = count;
  for await (const piece of reader.pieces(count)) left -= piece.length;
  if (left > 0) throw new Unscannable('corrupted', 'the zip file ends inside an entry');
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return Buffer.from(bytes.subarray(0, mark.length)).toString('latin1') === mark;
}
