import { deflateRawSync } from 'node:zlib';

export interface CabinetFile {
  readonly name: string;
  readonly content: string | Buffer;
}

const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
/** [MS-CAB] 2.4: so much of a folder is in one block. */
const BLOCK = 32_768;

/** A cabinet of one folder ([MS-CAB]), stored or in MSZIP. */
export function cabinetFile(files: readonly CabinetFile[], how: 'stored' | 'mszip' = 'stored'): Buffer {
  const contents = files.map(({ content }) => Buffer.from(content));
  const whole = Buffer.concat(contents);
  const blocks: Buffer[] = [];
  for (let at = 0; at < whole.length; at += BLOCK) {
    const plain = whole.subarray(at, at + BLOCK);
    const packed = how === 'stored' ? plain : Buffer.concat([Buffer.from('CK'), deflateRawSync(plain)]);
    blocks.push(Buffer.concat([u32(0), u16(packed.length), u16(plain.length), packed]));
  }
  const list: Buffer[] = [];
  let offset = 0;
  for (const [number, { name }] of files.entries()) {
    const size = contents[number]!.length;
    // In the first folder, on the first of January 1980, with the attribute of an archive.
    list.push(u32(size), u32(offset), u16(0), u16(0x21), u16(0), u16(0x20), Buffer.from(`${name}\0`));
    offset += size;
  }
  const table = Buffer.concat(list);
  const data = Buffer.concat(blocks);
  const start = 36 + 8 + table.length;
  return Buffer.concat([
    ...[Buffer.from('MSCF'), u32(0), u32(start + data.length), u32(0), u32(44), u32(0), Buffer.from([3, 1])],
    ...[u16(1), u16(files.length), u16(0), u16(1), u16(0)],
    ...[u32(start), u16(blocks.length), u16(how === 'stored' ? 0 : 1)],
    table,
    data,
  ]);
}
