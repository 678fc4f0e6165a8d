import { crc32 } from 'node:zlib';

export interface RarEntry {
  readonly name: string;
  readonly content: Buffer | string;
  readonly encrypted?: boolean;
  /** Instead of a file: data beside files, of the kind `name`. */
  readonly beside?: boolean;
}

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
/** A number of RAR 5.0: seven bits a byte. */
const number = (value: number): Buffer => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
};

function newHeader(...fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat(fields);
  const sized = Buffer.concat([number(body.length), body]);
  return Buffer.concat([u32(crc32(sized)), sized]);
}

/** A RAR 5.0 archive whose entries are stored. */
export function rar5File(entries: readonly RarEntry[], { volume = false } = {}): Buffer {
  const blocks = entries.flatMap(({ name, content, encrypted, beside }) => {
    const bytes = Buffer.from(content);
    const extra = encrypted
      ? Buffer.concat([number(36), number(1), number(0), number(0), Buffer.from([15]), Buffer.alloc(32)])
      : Buffer.alloc(0);
    const header = newHeader(
      number(beside ? 3 : 2),
      number(extra.length > 0 ? 3 : 2),
      ...(extra.length > 0 ? [number(extra.length)] : []),
      number(bytes.length),
      number(4),
      number(bytes.length),
      number(0o100644),
      u32(crc32(bytes)),
      number(0),
      number(1),
      number(Buffer.byteLength(name)),
      Buffer.from(name),
      extra,
    );
    return [header, bytes];
  });
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'),
    newHeader(number(1), number(0), number(volume ? 1 : 0)),
    ...blocks,
    newHeader(number(5), number(0), number(0)),
  ]);
}

function oldHeader(type: number, flags: number, ...fields: readonly Buffer[]): Buffer {
  const rest = Buffer.concat(fields);
  const body = Buffer.concat([Buffer.from([type]), u16(flags), u16(7 + rest.length), rest]);
  return Buffer.concat([u16(crc32(body) & 0xffff), body]);
}

/** An archive of RAR 2.9 to 4 whose entries are stored. */
export function rar4File(entries: readonly RarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, content, encrypted, beside }) => {
    const bytes = Buffer.from(content);
    const fields = [
      u32(bytes.length),
      u32(bytes.length),
      Buffer.from([3]),
      u32(crc32(bytes)),
      u32(0x5a21_0000),
      Buffer.from([29, 0x30]),
      u16(Buffer.byteLength(name)),
      u32(0o100644),
      Buffer.from(name),
    ];
    return [oldHeader(beside ? 0x7a : 0x74, 0x8000 | (encrypted ? 4 : 0), ...fields), bytes];
  });
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\0', 'latin1'),
    oldHeader(0x73, 0, Buffer.alloc(6)),
    ...blocks,
    oldHeader(0x7b, 0x4000),
  ]);
}
