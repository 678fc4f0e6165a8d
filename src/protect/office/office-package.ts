import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Unprotectable } from '../unprotectable.ts';

/** Bytes of one part that is read or written. */
const MOST = 64 * 1024 * 1024;
const WIDE = 0xffffffff;
/** APPNOTE 4.4.4: encrypted, patched, masked header. */
const UNREADABLE = 0x2061;
const UTF8_NAME = 0x0800;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  /** As it stands in the archive. */
  readonly data: Buffer;
  readonly time: Buffer;
}

/** The parts of an Office document. Those that nobody changes keep their bytes. */
export interface OfficePackage {
  readonly names: () => readonly string[];
  /** A part; undefined where there is none. */
  read(name: string): Buffer | undefined;
  write(name: string, content: Buffer): void;
  remove(name: string): void;
  toBuffer(): Buffer;
}

/** Reads a zip archive by its directory. Throws an Unprotectable for what no program that writes documents makes. */
export function openPackage(bytes: Buffer): OfficePackage {
  const entries = readDirectory(bytes);
  return {
    names: () => [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      return entry && contentOf(entry, name);
    },
    write(name, content) {
      const time = entries.get(name)?.time ?? Buffer.from('00002100', 'hex');
      const data = deflateRawSync(content);
      entries.set(name, { method: DEFLATED, crc: crc32(content), size: content.length, data, time });
    },
    remove: (name) => void entries.delete(name),
    toBuffer: () => archive(entries),
  };
}

function contentOf({ method, size, data, crc }: Entry, name: string): Buffer {
  if (size > MOST) throw new Unprotectable(`${name} is too large`);
  let content = data;
  try {
    if (method === DEFLATED) content = inflateRawSync(data, { maxOutputLength: MOST });
  } catch (error) {
    throw new Unprotectable(`${name} does not inflate: ${String(error)}`);
  }
  if (crc32(content) !== crc) throw new Unprotectable(`${name} is corrupted`);
  return content;
}

function readDirectory(bytes: Buffer): Map<string, Entry> {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > bytes.length) throw new Unprotectable('an archive without a directory');
  const entries = new Map<string, Entry>();
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  try {
    for (let index = 0; index < count; index++) {
      if (bytes.toString('latin1', at, at + 4) !== 'PK\x01\x02')
        throw new Unprotectable('a directory with other things in it');
      const nameLength = bytes.readUInt16LE(at + 28);
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
      if (entries.has(name)) throw new Unprotectable(`two parts of the name ${name}`);
      entries.set(name, readEntry(bytes, at, name));
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
  } catch (error) {
    if (error instanceof RangeError) throw new Unprotectable('an archive that is cut off');
    throw error;
  }
  return entries;
}

function readEntry(bytes: Buffer, at: number, name: string): Entry {
  const method = bytes.readUInt16LE(at + 10);
  const length = bytes.readUInt32LE(at + 20);
  const local = bytes.readUInt32LE(at + 42);
  const isKnown = method === STORED || method === DEFLATED;
  if (!isKnown || (bytes.readUInt16LE(at + 8) & UNREADABLE) !== 0 || length === WIDE || local === WIDE)
    throw new Unprotectable(`${name} is packed in a way that no document is`);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + length > bytes.length) throw new Unprotectable('an archive that is cut off');
  return {
    method,
    crc: bytes.readUInt32LE(at + 16),
    size: bytes.readUInt32LE(at + 24),
    data: bytes.subarray(start, start + length),
    time: bytes.subarray(at + 12, at + 16),
  };
}

function archive(entries: ReadonlyMap<string, Entry>): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, { method, crc, size, data, time }] of entries) {
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(/[^\0-\x7f]/.test(name) ? UTF8_NAME : 0, 2);
    fields.writeUInt16LE(method, 4);
    time.copy(fields, 6);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(path.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, path]);
    pieces.push(local, data);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, tail, path);
    offset += local.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.size, 8);
  end.writeUInt16LE(entries.size, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, central, end]);
}
