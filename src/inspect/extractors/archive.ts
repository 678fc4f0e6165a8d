import { checkCabinet } from '../archive/cabinet-frame.ts';
import type { ArchivePiece } from '../archive/messages.ts';
import { walkRar } from '../archive/rar-frame.ts';
import { readArchive } from '../archive/read-archive.ts';
import { checkSevenZip } from '../archive/seven-zip-frame.ts';
import { framedStream } from '../archive/stream-frame.ts';
import { Unscannable } from '../unscannable.ts';
import type { Extractor, OpenDocument } from './extractor.ts';
import { isTarHeader } from './tar.ts';

/** What is to be read of an archive, once its frame is known to be that of one. */
interface Framed {
  readonly bytes: Buffer;
  readonly holds: 'entries' | 'a stream';
  /** Entries that there must be; undefined where only reading tells. */
  readonly entries?: number;
  readonly isEmpty?: boolean;
}

interface Kind {
  readonly type: RegExp;
  readonly mark: string;
  frame(bytes: Buffer, document: OpenDocument): Framed;
}

/** Unpackers of zip look for its end mark in so many bytes at the end of a file; our reader in a part of them. */
const TAIL = 66_000;
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');

const stream = (kind: 'xz' | 'bzip2', bytes: Buffer): Framed => ({
  bytes: framedStream(kind, bytes),
  holds: 'a stream',
});

const KINDS: readonly Kind[] = [
  {
    type: /^application\/x-7z-compressed$/,
    mark: '7z\xbc\xaf\x27\x1c',
    frame(bytes, document) {
      const { isEmpty } = checkSevenZip(bytes);
      if (bytes.subarray(-TAIL).includes(ZIP_END)) document.unscanned('unsupported', 'a zip archive in a 7z archive');
      return { bytes, holds: 'entries', isEmpty };
    },
  },
  {
    type: /^application\/(?:vnd\.|x-)?rar(?:-compressed)?$/,
    mark: 'Rar!\x1a\x07',
    frame(bytes, document) {
      const { entries, isEncrypted, besides } = walkRar(bytes);
      if (isEncrypted) document.unscanned('encrypted', 'an encrypted entry');
      for (const why of besides) document.unscanned('unsupported', why);
      // Behind its end mark an archive of this kind may hold anything; zeros keep our reader from taking what is stored last for a zip.
      return {
        bytes: Buffer.concat([bytes, Buffer.alloc(TAIL)]),
        holds: 'entries',
        ...(isEncrypted ? {} : { entries }),
      };
    },
  },
  {
    type: /^application\/(?:vnd\.ms-cab-compressed|x-cab(?:inet)?)$/,
    mark: 'MSCF',
    frame(bytes, document) {
      if (bytes.subarray(-TAIL).includes(ZIP_END)) document.unscanned('unsupported', 'a zip archive in a cabinet');
      return { bytes, holds: 'entries', ...checkCabinet(bytes) };
    },
  },
  { type: /^application\/(?:x-)?xz$/, mark: '\xfd7zXZ\0', frame: (bytes) => stream('xz', bytes) },
  { type: /^application\/(?:x-)?bzip2?$/, mark: 'BZh', frame: (bytes) => stream('bzip2', bytes) },
];
/** ISO 9660 6.7.1: what makes a disk image of a file, wherever else it says something. */
const DISK = Buffer.from('CD001', 'latin1');
const DISK_AT = 32_769;

/** 7z and RAR archives, cabinets, and files of xz and bzip2. They can only be read whole. */
export const archive: Extractor = {
  name: 'archive',
  fits: (type) => KINDS.some((kind) => kind.type.test(type)),
  async extract(document) {
    const { reader, budget, type, path } = document;
    const kind = KINDS.find((each) => each.type.test(type))!;
    const bytes = await reader.whole(budget.limits.wholeBytes);
    if (bytes === undefined)
      throw new Unscannable('too-large', `an archive of more than ${budget.limits.wholeBytes} bytes`);
    if (!bytes.toString('latin1', 0, kind.mark.length).startsWith(kind.mark))
      throw new Unscannable('corrupted', `no archive of the type ${type}`);
    const isTwo = isTarHeader(bytes.subarray(0, 512)) || bytes.subarray(DISK_AT, DISK_AT + DISK.length).equals(DISK);
    if (isTwo) throw new Unscannable('unsupported', 'an archive of two kinds at once');
    const framed = kind.frame(bytes, document);
    const found = await read(document, framed, bytes.length, path.slice(path.lastIndexOf('/') + 1));
    if (framed.holds === 'a stream' ? found !== 1 : framed.entries !== undefined && found !== framed.entries)
      document.unscanned('corrupted', 'an archive has other entries than it says');
    if (framed.isEmpty === false && found === 0) document.unscanned('corrupted', 'no entry of the archive can be read');
  },
};

/** Hands over what is in an archive; gives the number of its entries. */
async function read(document: OpenDocument, { bytes, holds }: Framed, taken: number, name: string): Promise<number> {
  const { budget, aside } = document;
  const pieces = readArchive({ bytes: Uint8Array.from(bytes), holds }, budget);
  let out = 0;
  let found = 0;
  let ahead: ArchivePiece | undefined;
  const next = async (): Promise<ArchivePiece | undefined> => {
    const { value, done } = await pieces.next();
    return done === true ? undefined : value;
  };
  async function* content(): AsyncGenerator<Uint8Array> {
    for (ahead = await next(); ahead?.kind === 'data'; ahead = await next()) {
      out += ahead.bytes.length;
      budget.expand(ahead.bytes.length, out, taken);
      yield ahead.bytes;
    }
  }
  try {
    for (ahead = await next(); ahead !== undefined; ) {
      budget.checkTime();
      if (ahead.kind === 'entry') {
        found++;
        const inner = holds === 'a stream' ? unpackedName(name) : ahead.name;
        if (ahead.isFile) await document.nested({ name: inner, bytes: content() });
        else {
          aside.write(`${inner}\n`);
          ahead = await next();
        }
      } else {
        if (ahead.kind === 'unscanned') document.unscanned(ahead.status, ahead.why);
        ahead = await next();
      }
    }
  } finally {
    await pieces.return(undefined);
  }
  return found;
}

/** `a.tar.xz` and `a.txz` hold `a.tar`. */
function unpackedName(name: string): string {
  return name.replace(/\.(?:t?xz|tbz2?|bz2?)$/i, (end) => (/^\.t/i.test(end) ? '.tar' : ''));
}
