import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const ALGORITHM = 'aes-256-ctr';
const BLOCK = 64 * 1024;

/** Keeps a body until somebody says what becomes of it: the first bytes in memory, the rest in a file that only this process can read. */
export interface Spool {
  /** Keeps a chunk, wholly or not at all. Rejects when there is no room. */
  write(chunk: Uint8Array): Promise<void>;
  /** Everything that was kept, in order; afterwards the spool is gone. */
  read(): AsyncGenerator<Buffer>;
  /** Lets everything go. */
  discard(): Promise<void>;
}

/**
 * The file has no name from the moment it is there, so it is gone with the process however that ends, and it is encrypted under a key
 * that is nowhere else (law 10).
 */
export function createSpool(directory: string, memoryBytes: number): Spool {
  const memory: Buffer[] = [];
  let inMemory = 0;
  let inFile = 0;
  let file: FileHandle | undefined;
  const key = randomBytes(32);
  const vector = randomBytes(16);
  const cipher = createCipheriv(ALGORITHM, key, vector);

  async function discard(): Promise<void> {
    memory.length = 0;
    const closing = file;
    file = undefined;
    await closing?.close();
  }

  return {
    async write(chunk) {
      if (file === undefined && inMemory + chunk.length <= memoryBytes) {
        memory.push(Buffer.from(chunk));
        inMemory += chunk.length;
        return;
      }
      file ??= await openUnnamed(directory);
      const sealed = cipher.update(chunk);
      for (let at = 0; at < sealed.length; ) {
        const { bytesWritten } = await file.write(sealed, at, sealed.length - at, inFile + at);
        at += bytesWritten;
      }
      inFile += sealed.length;
    },
    async *read() {
      try {
        yield* memory;
        memory.length = 0;
        const decipher = createDecipheriv(ALGORITHM, key, vector);
        for (let at = 0; at < inFile; ) {
          const { bytesRead, buffer } = await file!.read(Buffer.alloc(Math.min(BLOCK, inFile - at)), 0, undefined, at);
          if (bytesRead === 0) throw new Error('a spooled body is shorter than it was');
          at += bytesRead;
          yield decipher.update(buffer.subarray(0, bytesRead));
        }
      } finally {
        await discard();
      }
    },
    discard,
  };
}

/** A file that only this process can reach. */
export async function openUnnamed(directory: string): Promise<FileHandle> {
  const path = join(directory, `spool-${randomBytes(16).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
