import { crc32 } from 'node:zlib';
import { Unscannable } from '../unscannable.ts';

/** What the blocks of an archive say, as far as their headers go. */
export interface RarFrame {
  /** Files and folders. */
  entries: number;
  /** Whether one of them is. */
  isEncrypted: boolean;
  /** What is in it and in none of them, in words. */
  readonly besides: Set<string>;
}

const OLD = Buffer.from('Rar!\x1a\x07\0', 'latin1');
const NEW = Buffer.from('Rar!\x1a\x07\x01\0', 'latin1');
/** Blocks beside files that hold nothing for a reader: recovery records, copies of headers, owners, rights. */
const HARMLESS = new Set(['RR', 'QO', 'ACL', 'UOW', 'AV']);
const broken = (why: string): Unscannable => new Unscannable('corrupted', `RAR: ${why}`);

/**
 * Walks from block to block of a RAR archive to its end mark, behind which nothing may stand, and holds each header against its checksum.
 * Throws an Unscannable where it cannot, and for archives of several volumes and with encrypted headers.
 */
export function walkRar(bytes: Buffer): RarFrame {
  if (bytes.subarray(0, NEW.length).equals(NEW)) return walk(bytes, NEW.length, newBlock);
  if (bytes.subarray(0, OLD.length).equals(OLD)) return walk(bytes, OLD.length, oldBlock);
  throw broken('no archive of a version that is known');
}

interface Block {
  readonly kind: 'archive' | 'file' | 'beside' | 'end' | 'encrypted';
  /** Whether it goes on in another volume, or comes from one. */
  readonly isSplit: boolean;
  readonly isEncrypted?: boolean;
  readonly name: string;
  readonly next: number;
}

function walk(bytes: Buffer, start: number, blockAt: (bytes: Buffer, at: number) => Block): RarFrame {
  const frame: RarFrame = { entries: 0, isEncrypted: false, besides: new Set() };
  for (let at = start; ; ) {
    let block: Block;
    try {
      block = blockAt(bytes, at);
    } catch (error) {
      throw error instanceof RangeError ? broken('the archive ends too early') : error;
    }
    if (block.kind === 'encrypted') throw new Unscannable('encrypted', 'a RAR archive with encrypted headers');
    if (block.isSplit) throw new Unscannable('unsupported', 'a RAR archive of several volumes');
    if (block.next > bytes.length) throw broken('the archive ends inside an entry');
    if (block.kind === 'file') frame.entries++;
    frame.isEncrypted ||= block.isEncrypted === true;
    if (block.kind === 'beside' && !HARMLESS.has(block.name))
      frame.besides.add(`RAR: data of the kind ${JSON.stringify(block.name.slice(0, 20))} beside the files`);
    at = block.next;
    if (block.kind !== 'end') continue;
    if (at < bytes.length) throw broken('bytes behind the end of the archive');
    return frame;
  }
}

/** RAR 5.0 archive format, "General archive block format". */
const NEW_KINDS: Readonly<Record<number, Block['kind']>> = {
  1: 'archive',
  2: 'file',
  3: 'beside',
  4: 'encrypted',
  5: 'end',
};

function newBlock(bytes: Buffer, begin: number): Block {
  let at = begin + 4;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw broken('a number without end');
  };
  const size = number();
  const end = at + size;
  if (size < 2 || size > 2 * 1024 * 1024 || end > bytes.length) throw broken('a header that is not whole');
  if (crc32(bytes.subarray(begin + 4, end)) !== bytes.readUInt32LE(begin)) throw broken('a header is not what it says');
  const kind = NEW_KINDS[number()];
  const flags = number();
  const extra = (flags & 1) !== 0 ? number() : 0;
  const data = (flags & 2) !== 0 ? number() : 0;
  if (kind === undefined) throw broken('a block of a kind that nobody knows');
  const isHere = kind === 'file' || kind === 'beside';
  const isVolume = !isHere && kind !== 'encrypted' && (number() & 1) !== 0;
  return {
    kind,
    isSplit: isVolume || (isHere && (flags & 0x18) !== 0),
    name: isHere ? nameOf() : '',
    isEncrypted: isHere && isLocked(),
    next: end + data,
  };

  /** The area at the end of the header has a record of encryption, which is of type 1. */
  function isLocked(): boolean {
    for (at = end - extra; at < end; ) {
      const size = number();
      const next = at + size;
      if (number() === 1) return true;
      at = next;
    }
    return false;
  }

  function nameOf(): string {
    const fields = number();
    number();
    number();
    at += ((fields & 2) !== 0 ? 4 : 0) + ((fields & 4) !== 0 ? 4 : 0);
    number();
    number();
    const length = number();
    return bytes.toString('latin1', at, Math.min(at + length, end));
  }
}

/** Types of blocks up to RAR 4: the archive, files, what is beside them, the end. */
const OLD_KINDS: Readonly<Record<number, Block['kind']>> = { 115: 'archive', 116: 'file', 122: 'beside', 123: 'end' };

function oldBlock(bytes: Buffer, at: number): Block {
  const type = bytes.readUInt8(at + 2);
  const flags = bytes.readUInt16LE(at + 3);
  const size = bytes.readUInt16LE(at + 5);
  const kind = OLD_KINDS[type];
  if (kind === undefined) throw new Unscannable('unsupported', `RAR: a block of the old kind ${type.toString(16)}`);
  if (size < 7 || at + size > bytes.length) throw broken('a header that is not whole');
  if ((crc32(bytes.subarray(at + 2, at + size)) & 0xffff) !== bytes.readUInt16LE(at))
    throw broken('a header is not what it says');
  if (kind === 'archive')
    return { kind: (flags & 0x80) !== 0 ? 'encrypted' : kind, isSplit: (flags & 1) !== 0, name: '', next: at + size };
  if (kind === 'end') return { kind, isSplit: (flags & 1) !== 0, name: '', next: at + size };
  const isLarge = (flags & 0x100) !== 0;
  const data = bytes.readUInt32LE(at + 7) + (isLarge ? bytes.readUInt32LE(at + 32) * 2 ** 32 : 0);
  const from = at + 32 + (isLarge ? 8 : 0);
  const name = bytes.toString('latin1', from, Math.min(from + bytes.readUInt16LE(at + 26), at + size));
  return { kind, isSplit: (flags & 3) !== 0, isEncrypted: (flags & 4) !== 0, name, next: at + size + data };
}
