/** A TrueType font of two glyphs (nothing, and `A` as a square) as browsers accept it (OpenType 1.9, required tables). */
export function tinyFont(): Buffer {
  const tables: ReadonlyArray<readonly [tag: string, bytes: Buffer]> = [
    ['OS/2', os2()],
    ['cmap', cmap()],
    ['glyf', glyf()],
    ['head', words(1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, 500, 0, 8, 2, 0, 0)],
    ['hhea', words(1, 0, 800, -200, 0, 600, 0, 0, 500, 1, 0, 0, 0, 0, 0, 0, 0, 2)],
    ['hmtx', words(600, 0, 600, 0)],
    ['loca', words(0, 0, GLYPH / 2)],
    ['maxp', words(1, 0, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['name', name()],
    ['post', words(3, 0, 0, 0, -100, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ];
  const directory = [words(1, 0, tables.length, 128, 3, tables.length * 16 - 128)];
  const bodies: Buffer[] = [];
  let offset = 12 + tables.length * 16;
  for (const [tag, bytes] of tables) {
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
    const entry = Buffer.alloc(16);
    entry.write(tag, 'latin1');
    entry.writeUInt32BE(checksum(padded), 4);
    entry.writeUInt32BE(offset, 8);
    entry.writeUInt32BE(bytes.length, 12);
    directory.push(entry);
    bodies.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([...directory, ...bodies]);
}

/** Bytes of the one glyph. */
const GLYPH = 34;

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, at * 2);
  return bytes;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}

/** Four points on the curve. */
function glyf(): Buffer {
  const bytes = Buffer.alloc(GLYPH);
  words(1, 0, 0, 500, 500, 3, 0).copy(bytes);
  Buffer.from([1, 1, 1, 1]).copy(bytes, 14);
  words(0, 500, 0, -500, 0, 0, 500, 0).copy(bytes, 18);
  return bytes;
}

/** Format 4 with one segment for `A` and the last one. */
function cmap(): Buffer {
  return words(0, 1, 3, 1, 0, 12, 4, 32, 0, 4, 4, 1, 0, 65, 0xffff, 0, 65, 0xffff, -64, 1, 0, 0);
}

function name(): Buffer {
  const text = Buffer.from('Tiny', 'utf16le').swap16();
  const ids = [1, 2, 4, 6];
  const records = ids.map((id) => words(3, 1, 0x409, id, text.length, 0));
  return Buffer.concat([words(0, ids.length, 6 + ids.length * 12), ...records, text]);
}

/** Version 4. */
function os2(): Buffer {
  const bytes = Buffer.alloc(96);
  words(4, 600, 400, 5, 0, 500, 500, 0, 0, 500, 500, 0, 0, 50, 250).copy(bytes);
  bytes.writeUInt32BE(1, 42);
  bytes.write('NONE', 58, 'latin1');
  words(64, 65, 65, 800, -200, 0, 800, 200).copy(bytes, 62);
  bytes.writeUInt32BE(1, 78);
  words(500, 500, 0, 32, 1).copy(bytes, 86);
  return bytes;
}
