import { Worker } from 'node:worker_threads';
import type { LabelToWrite } from './label.ts';
import { Unprotectable } from './unprotectable.ts';

/** Kinds of documents that can be changed; every other file can only be put into an archive. */
export type DocumentKind = 'office' | 'pdf' | 'jpeg' | 'png';
/** What can be taken out: what runs by itself, and what tells of its author. */
export type Strippable = 'macros' | 'metadata';

/** What is to become of a document. */
export interface FileChange {
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array;
  /** It opens with this only. */
  readonly password?: string;
  readonly label?: LabelToWrite;
  readonly strip?: readonly Strippable[];
  /** Written over every page of a PDF. */
  readonly stamp?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The same of a document that is read once there is a thread for it, so that those who wait hold none in memory. */
export type ChangeToCome = Omit<FileChange, 'bytes'> & { readonly bytes: Uint8Array | (() => Promise<Uint8Array>) };

/** What a thread answers: the changed document, or why there is none. */
export type FileAnswer = { readonly bytes: Uint8Array } | { readonly unprotectable: string };

/** Threads at once; others wait their turn. */
const MOST_WORKERS = 2;
const MILLISECONDS = 60_000;
const MEMORY = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64 };

const waiting: (() => void)[] = [];
let busy = 0;

/**
 * Changes a document on a thread of its own: whatever it does to its reader, the gateway goes on. Throws an Unprotectable, also for one that
 * takes too long or too much memory.
 */
export async function changeFile(change: ChangeToCome): Promise<Uint8Array> {
  if (busy >= MOST_WORKERS) await new Promise<void>((resolve) => waiting.push(resolve));
  busy++;
  try {
    const { bytes } = change;
    return await onThread({ ...change, bytes: typeof bytes === 'function' ? await bytes() : bytes });
  } finally {
    busy--;
    waiting.shift()?.();
  }
}

async function onThread(change: FileChange): Promise<Uint8Array> {
  const worker = new Worker(new URL('./protect-worker.ts', import.meta.url), {
    resourceLimits: MEMORY,
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<FileAnswer>((resolve, reject) => {
      const dies = (): void => reject(new Unprotectable('a document that its reader cannot bear'));
      timer = setTimeout(() => reject(new Unprotectable('a document that takes too long')), MILLISECONDS);
      worker.once('message', resolve).once('error', dies).once('exit', dies);
      const bytes = Uint8Array.from(change.bytes);
      worker.postMessage({ ...change, bytes }, [bytes.buffer]);
    });
    if ('unprotectable' in answer) throw new Unprotectable(answer.unprotectable);
    return answer.bytes;
  } finally {
    clearTimeout(timer);
    void worker.terminate();
  }
}
