import { availableParallelism } from 'node:os';
import { createWorkerReader } from '../../inspect/bytes/worker-reader.ts';
import { Unscannable } from '../../inspect/unscannable.ts';
import type { FileChange, FileUrls } from './file-change.ts';
import type { FilePiece, FileTask, UrlReplies } from './file-messages.ts';
import type { TextFileRewrite } from './rewrite-text-file.ts';

/** Bytes from which a file is changed on a thread of its own: less takes some 50 milliseconds at the most. */
export const LARGE = 256 * 1024;
/** Bytes of files that wait for a thread, above which no further large file is read. */
const MOST_WAITING = 128 * 1024 * 1024;
/** Of work on one file; the largest take some five seconds. */
const MILLISECONDS = 120_000;
const MEGABYTES = 2048;
/** Bytes up to which a file leaves its thread small enough to be kept. */
const KEPT = 4 * 1024 * 1024;

/** Scripts, style sheets and source maps that would hold up everybody else. */
export interface LargeFiles {
  /** What `changeFile` gives, from another thread. A file that its thread cannot bear, or not in time, is `unparsable`. */
  change(bytes: Buffer, change: FileChange, urls: FileUrls): Promise<TextFileRewrite>;
  /** Settles once another large file may be read. */
  room(): Promise<void>;
  close(): void;
}

export interface LargeFileThreads {
  readonly script: URL;
  readonly most: number;
  readonly milliseconds: number;
  readonly mostWaiting: number;
}

const THREADS: LargeFileThreads = {
  script: new URL('./file-worker.ts', import.meta.url),
  most: Math.max(1, Math.min(availableParallelism() - 1, 4)),
  milliseconds: MILLISECONDS,
  mostWaiting: MOST_WAITING,
};

/** No thread begins before there is a large file. */
export function createLargeFiles(threads: LargeFileThreads = THREADS): LargeFiles {
  const { read, close } = createWorkerReader<FileTask, FilePiece, UrlReplies>(threads.script, 'a file', {
    most: threads.most,
    megabytes: MEGABYTES,
    keeps: ({ bytes }) => bytes.length <= KEPT,
  });
  const readers: (() => void)[] = [];
  let waiting = 0;

  async function onThread(bytes: Buffer, change: FileChange, urls: FileUrls): Promise<TextFileRewrite> {
    // What is sent takes all of its memory along.
    const own = bytes.buffer.byteLength === bytes.byteLength ? bytes : Uint8Array.from(bytes);
    const pieces = read(
      { bytes: own, change },
      { threads: 0, remaining: () => threads.milliseconds, waitFor: (turn) => turn },
    );
    let made: TextFileRewrite | undefined;
    try {
      for (let step = await pieces.next(); !step.done; ) {
        const piece = step.value;
        let replies: UrlReplies | undefined;
        if (piece.kind === 'asks') {
          replies = piece.questions.map(({ where, url, property }) => {
            const mapped = urls[where](url, property);
            return mapped === url ? null : mapped;
          });
        } else {
          const { bytes: changed, result, map } = piece;
          const out = changed ? Buffer.from(changed.buffer, changed.byteOffset, changed.byteLength) : bytes;
          made = { bytes: out, result, ...(map ? { map } : {}) };
        }
        step = await pieces.next(replies);
      }
    } finally {
      await pieces.return();
    }
    if (!made) throw new Error('a thread that ended without the file');
    return made;
  }

  return {
    async change(bytes, change, urls) {
      waiting += bytes.length;
      try {
        return await onThread(bytes, change, urls);
      } catch (error) {
        if (!(error instanceof Unscannable)) throw error;
        return { bytes, result: 'unparsable', isFailed: true };
      } finally {
        waiting -= bytes.length;
        if (waiting < threads.mostWaiting) for (const go of readers.splice(0)) go();
      }
    },
    async room() {
      while (waiting >= threads.mostWaiting) await new Promise<void>((resolve) => readers.push(resolve));
    },
    close,
  };
}
