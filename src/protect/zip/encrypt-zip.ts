import { createHmac, randomBytes } from 'node:crypto';
import { littleCounter } from './little-counter.ts';
import { zipKeys } from './zip-keys.ts';

/** APPNOTE 4.4.4: encrypted, the name in UTF-8. */
const FLAGS = 0x0801;
const AES_METHOD = 99;
const NEEDS = 51;
const WIDE = 0xffffffff;
/** What encryption adds: salt, verifier, the code that authenticates. */
const ADDED = 16 + 2 + 10;

/** A file to be put into an archive of its own. `size` in bytes. */
export interface ZippedFile {
  readonly name: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** An archive with one file in it that opens with the password only (WinZip AE-2, AES-256), as a stream. The file is stored as it is. */
export async function* encryptZip({ name, size, content, at }: ZippedFile, password: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(16);
  const keys = await zipKeys(password, salt);
  const sealed = size + ADDED;
  const path = Buffer.from(name);
  const isWide = sealed + path.length + 200 >= WIDE;
  const fields = headerFields({ at, size, sealed, pathLength: path.length, isWide });

  const localExtra = Buffer.concat([isWide ? wideExtra(size, sealed) : Buffer.alloc(0), AES_EXTRA]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields(localExtra.length), path, localExtra]);
  yield local;
  yield Buffer.concat([salt, keys.verifier]);
  const counter = littleCounter(keys.encryption);
  const code = createHmac('sha1', keys.authentication);
  let seen = 0;
  for await (const piece of content) {
    seen += piece.length;
    const bytes = counter(piece);
    code.update(bytes);
    yield bytes;
  }
  if (seen !== size) throw new Error(`a file of ${size} bytes has ${seen}`);
  yield code.digest().subarray(0, 10);

  const start = local.length + sealed;
  const madeBy = Buffer.from([NEEDS, 0]);
  // APPNOTE 4.4.9 to 4.4.16: comment length, disk, attributes, and where the entry begins: at 0.
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    madeBy,
    fields(localExtra.length),
    Buffer.alloc(14),
    path,
    localExtra,
  ]);
  yield central;
  yield isWide ? wideEnd(start, central.length) : end(start, central.length);
}

/** The vendor's extra field: AE-2, AES-256, and what is in it is stored. */
const AES_EXTRA = Buffer.from('0199070002004145030000', 'hex');

function headerFields({
  at,
  size,
  sealed,
  pathLength,
  isWide,
}: {
  at: number;
  size: number;
  sealed: number;
  pathLength: number;
  isWide: boolean;
}): (extraLength: number) => Buffer {
  return (extraLength) => {
    const fields = Buffer.alloc(26);
    const date = new Date(at);
    fields.writeUInt16LE(NEEDS, 0);
    fields.writeUInt16LE(FLAGS, 2);
    fields.writeUInt16LE(AES_METHOD, 4);
    fields.writeUInt16LE((date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1), 6);
    fields.writeUInt16LE(
      ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
      8,
    );
    // AE-2 has no CRC: it would tell of the content.
    fields.writeUInt32LE(isWide ? WIDE : sealed, 14);
    fields.writeUInt32LE(isWide ? WIDE : size, 18);
    fields.writeUInt16LE(pathLength, 22);
    fields.writeUInt16LE(extraLength, 24);
    return fields;
  };
}

/** APPNOTE 4.5.3. */
function wideExtra(size: number, sealed: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(sealed), 12);
  return extra;
}

function end(start: number, length: number): Buffer {
  const bytes = Buffer.alloc(22);
  bytes.write('PK\x05\x06', 'latin1');
  bytes.writeUInt16LE(1, 8);
  bytes.writeUInt16LE(1, 10);
  bytes.writeUInt32LE(length, 12);
  bytes.writeUInt32LE(start, 16);
  return bytes;
}

/** APPNOTE 4.3.14 and 4.3.15. */
function wideEnd(start: number, length: number): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(NEEDS, 12);
  record.writeUInt16LE(NEEDS, 14);
  record.writeBigUInt64LE(1n, 24);
  record.writeBigUInt64LE(1n, 32);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(start + length), 8);
  locator.writeUInt32LE(1, 16);
  const short = end(start, length);
  short.writeUInt32LE(WIDE, 16);
  return Buffer.concat([record, locator, short]);
}
