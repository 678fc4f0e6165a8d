import { Unscannable } from '../unscannable.ts';

const HEADER = 36;
const FOLDER = 8;
const FILE = 16;
const BLOCK = 8;

const broken = (why: string): Unscannable => new Unscannable('corrupted', `cabinet: ${why}`);

interface Folder {
  readonly start: number;
  readonly blocks: number;
}

/**
 * Holds the tables of a cabinet against its bytes ([MS-CAB] 2.1 to 2.4): every octet belongs to a table or to a block, and every unpacked
 * octet to one file. Throws an Unscannable where that is not so, and for cabinets of several volumes or with fields of their own.
 */
export function checkCabinet(bytes: Buffer): { readonly entries: number } {
  if (bytes.length < HEADER) throw broken('it ends too early');
  if (bytes.readUInt32LE(8) !== bytes.length) throw broken('it is of another length than it says');
  const isPlain = [4, 12, 20].every((at) => bytes.readUInt32LE(at) === 0) && bytes.readUInt16LE(24) === 0x0103;
  if (!isPlain) throw broken('its header is not of a version that is known');
  if (bytes.readUInt16LE(30) !== 0)
    throw new Unscannable('unsupported', 'a cabinet of several volumes or with fields of its own');
  const [folders, files] = [bytes.readUInt16LE(26), bytes.readUInt16LE(28)];
  const table = HEADER + folders * FOLDER;
  if (bytes.readUInt32LE(16) !== table || table > bytes.length) throw broken('its files are listed somewhere else');
  const list = Array.from({ length: folders }, (_, number): Folder => {
    const at = HEADER + number * FOLDER;
    return { start: bytes.readUInt32LE(at), blocks: bytes.readUInt16LE(at + 4) };
  });
  const { filled, end } = filesIn(bytes, table, files, folders);
  let at = end;
  for (const [number, folder] of list.entries()) {
    if (folder.start !== at) throw broken('bytes between its folders');
    let unpacked = 0;
    for (let block = 0; block < folder.blocks; block++) {
      if (at + BLOCK > bytes.length) throw broken('a block behind its end');
      unpacked += bytes.readUInt16LE(at + 6);
      at += BLOCK + bytes.readUInt16LE(at + 4);
    }
    if (unpacked !== filled[number]) throw broken('a folder holds something else than its files');
  }
  if (at !== bytes.length) throw broken('other bytes than its folders');
  return { entries: files };
}

/** How much of each folder is filled by files, one behind the other, and where their list ends. */
function filesIn(bytes: Buffer, start: number, count: number, folders: number): { filled: number[]; end: number } {
  const filled = new Array<number>(folders).fill(0);
  let at = start;
  let last = 0;
  for (let number = 0; number < count; number++) {
    if (at + FILE > bytes.length) throw broken('its list of files ends too early');
    const [size, offset, folder] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4), bytes.readUInt16LE(at + 8)];
    if (folder >= folders || folder < last || filled[folder] !== offset)
      throw broken('its files do not stand one behind the other');
    last = folder;
    filled[folder] += size;
    const end = bytes.indexOf(0, at + FILE);
    if (end <= at + FILE) throw broken('a file without a name');
    at = end + 1;
  }
  return { filled, end: at };
}
