import { Unscannable } from '../unscannable.ts';
import type { Extractor } from './extractor.ts';

const BLOCK = 512;
const MAX_NAME = 64 * 1024;
/** Entries that describe the next one: POSIX.1-2024 pax headers, and GNU long names. */
const PAX = new Set(['x', 'g']);
const PAX_PATH = /(?<=^|\n)\d+ path=([^\n]*)/;
const LONG = new Set(['L', 'K']);

const textAt = (block: Uint8Array, from: number, length: number): string =>
  Buffer.from(block.subarray(from, from + length))
    .toString('utf8')
    .split('\0', 1)[0]!;

/** Octal digits, or GNU's base 256 where the first bit is set. */
function numberAt(block: Uint8Array, from: number, length: number): number {
  if ((block[from]! & 0x80) !== 0) {
    let value = block[from]! & 0x7f;
    for (let at = from + 1; at < from + length; at++) value = value * 256 + block[at]!;
    return value;
  }
  const digits = textAt(block, from, length).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.NaN;
}

/** POSIX.1 ustar: the checksum is the sum of all bytes with its own field as spaces. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK) return false;
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 32 : block[at]!;
  return sum === numberAt(block, 148, 8);
}

export const tar: Extractor = {
  name: 'tar',
  fits: (type) => type === 'application/x-tar',
  async extract(document) {
    const { reader, budget } = document;
    let longName = '';
    let sizeAhead: number | undefined;
    for (;;) {
      budget.checkTime();
      const block = await reader.take(BLOCK);
      if (block === undefined) throw new Unscannable('corrupted', 'the tar file ends without its end mark');
      if (block.every((byte) => byte === 0)) break;
      if (!isTarHeader(block)) throw new Unscannable('corrupted', 'no tar header where one should be');
      const kind = String.fromCharCode(block[156]!);
      const prefix = textAt(block, 257, 5) === 'ustar' && block[263] === 0x30 ? textAt(block, 345, 155) : '';
      const name = longName || (prefix === '' ? '' : `${prefix}/`) + textAt(block, 0, 100);
      const size = sizeAhead ?? numberAt(block, 124, 12);
      if (!Number.isSafeInteger(size)) throw new Unscannable('corrupted', 'a tar entry without a size');
      const padding = (BLOCK - (size % BLOCK)) % BLOCK;
      if (PAX.has(kind) || LONG.has(kind)) {
        const content = size > MAX_NAME ? undefined : await reader.take(size);
        if (content === undefined) throw new Unscannable('corrupted', 'a tar entry is described without end');
        const text = Buffer.from(content).toString('utf8');
        if (kind === 'L') longName = text.split('\0', 1)[0]!;
        else document.aside.write(`${text.replace(PAX_PATH, '')}\n`);
        if (kind === 'x') {
          longName = PAX_PATH.exec(text)?.[1] ?? longName;
          const ahead = /(?:^|\n)\d+ size=(\d+)/.exec(text)?.[1];
          if (ahead !== undefined) sizeAhead = Number(ahead);
        }
      } else {
        document.aside.write(`${textAt(block, 157, 100)}\n`);
        const begin = reader.position;
        if (size > 0 || kind === '0' || kind === '\0') await document.nested({ name, bytes: reader.pieces(size) });
        else document.aside.write(`${name}\n`);
        if (reader.position - begin < size) throw new Unscannable('corrupted', 'the tar file ends inside an entry');
        if (kind === 'S') document.unscanned('unsupported', 'a sparse file in a tar archive');
        longName = '';
        sizeAhead = undefined;
      }
      await reader.take(padding);
    }
    await behind(document.reader, () => document.unscanned('corrupted', 'bytes behind the end of the tar file'));
  },
};

/** Only zeros may follow the end mark. */
async function behind(reader: { next(): Promise<Uint8Array | undefined> }, found: () => void): Promise<void> {
  let told = false;
  for (let piece = await reader.next(); piece !== undefined; piece = await reader.next()) {
    if (told || piece.every((byte) => byte === 0)) continue;
    told = true;
    found();
  }
}
