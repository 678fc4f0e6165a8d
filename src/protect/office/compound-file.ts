/** A storage of a compound file: names -> streams and storages. */
export interface Storage {
  readonly [name: string]: Buffer | Storage;
}

const SECTOR = 512;
const MINI = 64;
/** Streams below this many bytes are kept in the mini stream. */
const MINI_CUTOFF = 4096;
const IN_HEADER = 109;
const PER_SECTOR = SECTOR / 4;
const END = 0xfffffffe;
const FREE = 0xffffffff;
const FAT = 0xfffffffd;
const DIFAT = 0xfffffffc;
const NONE = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly content: Buffer | undefined;
  readonly type: number;
  red: boolean;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
}

/** Writes a compound file ([MS-CFB], version 3). */
export function compoundFile(root: Storage): Buffer {
  const entries = directoryOf(root);
  const minis = entries.filter(({ content }) => content !== undefined && content.length < MINI_CUTOFF);
  const miniFat: number[] = [];
  for (const entry of minis) {
    const count = Math.ceil(entry.size / MINI);
    entry.start = count === 0 ? END : miniFat.length;
    for (let at = 1; at <= count; at++) miniFat.push(at === count ? END : miniFat.length + 1);
  }
  const miniStream = Buffer.concat(minis.map(({ content }) => padded(content!, MINI)));
  const top = entries[0]!;
  top.size = miniStream.length;

  const chains: { readonly bytes: Buffer; readonly begun: (start: number) => void }[] = [
    { bytes: Buffer.alloc(entries.length * 128), begun: () => {} },
    { bytes: numbers(miniFat), begun: () => {} },
    { bytes: miniStream, begun: (start) => void (top.start = start) },
    ...entries
      .filter(({ content }) => content !== undefined && content.length >= MINI_CUTOFF)
      .map((entry) => ({ bytes: entry.content!, begun: (start: number) => void (entry.start = start) })),
  ];
  const used = chains.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / SECTOR), 0);
  const { fatSectors, difatSectors } = tableSizes(used);
  const fat: number[] = [
    ...Array.from({ length: fatSectors }, () => FAT),
    ...Array.from({ length: difatSectors }, () => DIFAT),
  ];
  const starts = chains.map(({ bytes, begun }) => {
    const count = Math.ceil(bytes.length / SECTOR);
    const start = count === 0 ? END : fat.length;
    begun(start);
    for (let at = 1; at <= count; at++) fat.push(at === count ? END : fat.length + 1);
    return start;
  });

  const header = Buffer.alloc(SECTOR);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(fatSectors, 44);
  header.writeUInt32LE(starts[0]!, 48);
  header.writeUInt32LE(MINI_CUTOFF, 56);
  header.writeUInt32LE(starts[1]!, 60);
  header.writeUInt32LE(Math.ceil((miniFat.length * 4) / SECTOR), 64);
  header.writeUInt32LE(difatSectors === 0 ? END : fatSectors, 68);
  header.writeUInt32LE(difatSectors, 72);
  for (let at = 0; at < IN_HEADER; at++) header.writeUInt32LE(at < fatSectors ? at : FREE, 76 + at * 4);

  const [, ...rest] = chains;
  return Buffer.concat([
    header,
    padded(numbers(fat), SECTOR, 0xff),
    difat(fatSectors, difatSectors),
    padded(Buffer.concat(entries.map(written)), SECTOR),
    padded(rest[0]!.bytes, SECTOR, 0xff),
    ...rest.slice(1).map(({ bytes }) => padded(bytes, SECTOR)),
  ]);
}

/** How many sectors the tables take that tell of `used` other sectors and of themselves. */
function tableSizes(used: number): { readonly fatSectors: number; readonly difatSectors: number } {
  let fatSectors = 0;
  let difatSectors = 0;
  for (;;) {
    const needed = Math.ceil((used + fatSectors + difatSectors) / PER_SECTOR);
    const further = Math.max(0, Math.ceil((needed - IN_HEADER) / (PER_SECTOR - 1)));
    if (needed === fatSectors && further === difatSectors) return { fatSectors, difatSectors };
    fatSectors = needed;
    difatSectors = further;
  }
}

/** The places of the FAT's sectors beyond those in the header; the last number of each sector leads to the next. */
function difat(fatSectors: number, difatSectors: number): Buffer {
  const bytes = Buffer.alloc(difatSectors * SECTOR, 0xff);
  for (let at = IN_HEADER; at < fatSectors; at++) {
    const index = at - IN_HEADER;
    bytes.writeUInt32LE(at, Math.floor(index / (PER_SECTOR - 1)) * SECTOR + (index % (PER_SECTOR - 1)) * 4);
  }
  for (let at = 0; at < difatSectors; at++)
    bytes.writeUInt32LE(at + 1 < difatSectors ? fatSectors + at + 1 : END, at * SECTOR + SECTOR - 4);
  return bytes;
}

function directoryOf(root: Storage): Entry[] {
  const entries: Entry[] = [entry('Root Entry', undefined, 5)];
  const place = (storage: Storage, parent: Entry): void => {
    const names = Object.keys(storage).sort(byDirectoryOrder);
    const first = entries.length;
    for (const name of names) {
      const content = storage[name]!;
      entries.push(Buffer.isBuffer(content) ? entry(name, content, 2) : entry(name, undefined, 1));
    }
    parent.child = tree(entries, first, first + names.length, 0, Math.floor(Math.log2(names.length + 1)));
    for (const [at, name] of names.entries()) {
      const content = storage[name]!;
      if (!Buffer.isBuffer(content)) place(content, entries[first + at]!);
    }
  };
  place(root, entries[0]!);
  return entries;
}

function entry(name: string, content: Buffer | undefined, type: number): Entry {
  const size = content?.length ?? 0;
  return { name, content, type, red: false, left: NONE, right: NONE, child: NONE, start: type === 1 ? 0 : END, size };
}

/** [MS-CFB] 2.6.4: shorter names first, then by their upper case. */
function byDirectoryOrder(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a.toUpperCase() < b.toUpperCase() ? -1 : 1;
}

/** A balanced tree of a sorted stretch of entries: black, but for a last level that is not full. */
function tree(entries: readonly Entry[], from: number, to: number, depth: number, full: number): number {
  if (from >= to) return NONE;
  const middle = (from + to) >> 1;
  const node = entries[middle]!;
  node.red = depth >= full;
  node.left = tree(entries, from, middle, depth + 1, full);
  node.right = tree(entries, middle + 1, to, depth + 1, full);
  return middle;
}

function written({ name, type, red, left, right, child, start, size }: Entry): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write(name, 'utf16le');
  bytes.writeUInt16LE(name.length * 2 + 2, 64);
  bytes[66] = type;
  bytes[67] = red ? 0 : 1;
  bytes.writeUInt32LE(left, 68);
  bytes.writeUInt32LE(right, 72);
  bytes.writeUInt32LE(child, 76);
  bytes.writeUInt32LE(start, 116);
  bytes.writeUInt32LE(size, 120);
  return bytes;
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4);
  return bytes;
}

function padded(bytes: Buffer, unit: number, fill = 0): Buffer {
  const missing = (unit - (bytes.length % unit)) % unit;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing, fill)]);
}
