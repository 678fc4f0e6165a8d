import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly content: Buffer | string;
  readonly stored?: boolean;
  /** Sizes behind the data (general purpose bit 3). */
  readonly descriptor?: 'signed' | 'bare' | 'wide';
  readonly encrypted?: boolean;
  /** What the directory says instead. */
  readonly listedName?: string;
  readonly unlisted?: boolean;
}

/** A zip archive by the letter of PKWARE's APPNOTE, with every freedom that archives use and misuse. */
export function zipFile(files: readonly ZipFile[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, descriptor, encrypted = false, listedName = name, unlisted } of files) {
    const plain = Buffer.from(content);
    const data = stored ? plain : deflateRawSync(plain);
    const header = (path: string, blank: boolean): Buffer => {
      const fields = Buffer.alloc(26);
      fields.writeUInt16LE(20, 0);
      fields.writeUInt16LE((descriptor ? 8 : 0) | (encrypted ? 1 : 0), 2);
      fields.writeUInt16LE(stored ? 0 : 8, 4);
      if (!blank) {
        fields.writeUInt32LE(crc32(plain), 10);
        fields.writeUInt32LE(data.length, 14);
        fields.writeUInt32LE(plain.length, 18);
      }
      fields.writeUInt16LE(Buffer.byteLength(path), 22);
      return fields;
    };
    const pieces = [
      Buffer.from('PK\x03\x04', 'latin1'),
      header(name, descriptor !== undefined),
      Buffer.from(name),
      data,
    ];
    if (descriptor !== undefined) {
      const wide = descriptor === 'wide';
      const sizes = Buffer.alloc(wide ? 20 : 12);
      sizes.writeUInt32LE(crc32(plain), 0);
      sizes.writeUInt32LE(data.length, 4);
      sizes.writeUInt32LE(plain.length, wide ? 12 : 8);
      pieces.push(...(descriptor === 'bare' ? [] : [Buffer.from('PK\x07\x08', 'latin1')]), sizes);
    }
    const local = Buffer.concat(pieces);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    if (unlisted !== true)
      directory.push(
        Buffer.concat([
          Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
          header(listedName, false),
          tail,
          Buffer.from(listedName),
        ]),
      );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, central, end, Buffer.from(comment)]);
}
