import { crc32 } from 'node:zlib';
import { Unscannable } from '../unscannable.ts';

const START = 32;

/**
 * Holds the frame of a 7z archive against its bytes (7zFormat.txt, SignatureHeader): where its directory is, that it is whole, and that
 * nothing stands behind it. Throws an Unscannable.
 */
export function checkSevenZip(bytes: Buffer): { readonly isEmpty: boolean } {
  if (bytes.length < START || crc32(bytes.subarray(12, START)) !== bytes.readUInt32LE(8))
    throw new Unscannable('corrupted', 'the 7z header is not what it says');
  const [offset, size] = [bytes.readBigUInt64LE(12), bytes.readBigUInt64LE(20)];
  const end = BigInt(START) + offset + size;
  if (end > BigInt(bytes.length)) throw new Unscannable('corrupted', 'the 7z file ends too early');
  if (end < BigInt(bytes.length)) throw new Unscannable('corrupted', 'bytes behind the end of the 7z file');
  const directory = bytes.subarray(START + Number(offset));
  if (size > 0n && crc32(directory) !== bytes.readUInt32LE(28))
    throw new Unscannable('corrupted', 'the directory of the 7z file is not what it says');
  return { isEmpty: size === 0n };
}
