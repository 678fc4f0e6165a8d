import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openUnnamed } from './spool.ts';

const ALGORITHM = 'aes-256-ctr';
const CIPHER_BLOCK = 16;
const STEP = 64 * 1024;

/** A file that grows at its end and is read anywhere; as a spool it has no name, and its key is nowhere else. */
export interface PieceFile {
  size(): number;
  append(chunk: Uint8Array): Promise<void>;
  /** The bytes from `from` on, before `to`. */
  read(from: number, to: number): AsyncGenerator<Buffer>;
  discard(): Promise<void>;
}

export function createPieceFile(directory: string): PieceFile {
  const key = randomBytes(32);
  const vector = randomBytes(CIPHER_BLOCK);
  const cipher = createCipheriv(ALGORITHM, key, vector);
  let opening: Promise<FileHandle> | undefined;
  let size = 0;
  let gone = false;

  return {
    size: () => size,
    async append(chunk) {
      if (gone) throw new Error('an upload in pieces was let go');
      opening ??= openUnnamed(directory);
      const file = await opening;
      const sealed = cipher.update(chunk);
      for (let at = 0; at < sealed.length; ) {
        const { bytesWritten } = await file.write(sealed, at, sealed.length - at, size + at);
        at += bytesWritten;
      }
      size += sealed.length;
    },
    async *read(from, to) {
      const start = from - (from % CIPHER_BLOCK);
      const decipher = createDecipheriv(ALGORITHM, key, counterAt(vector, start / CIPHER_BLOCK));
      for (let at = start; at < to; ) {
        const file = gone ? undefined : await opening;
        if (!file) throw new Error('an upload in pieces was let go');
        const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(STEP, to - at)), 0, undefined, at);
        if (bytesRead === 0) throw new Error('pieces of an upload are shorter than they were');
        const plain = decipher.update(buffer.subarray(0, bytesRead));
        yield at < from ? plain.subarray(from - at) : plain;
        at += bytesRead;
      }
    },
    async discard() {
      gone = true;
      const closing = opening;
      opening = undefined;
      await (await closing)?.close();
    },
  };
}

/** The counter so many blocks on (NIST SP 800-38A, appendix B.1). */
function counterAt(vector: Buffer, blocks: number): Buffer {
  const sum = (BigInt(`0x${vector.toString('hex')}`) + BigInt(blocks)) & ((1n << 128n) - 1n);
  return Buffer.from(sum.toString(16).padStart(32, '0'), 'hex');
}
