import { Worker } from 'node:worker_threads';
import { Unscannable } from '../unscannable.ts';
import type { PdfAnswer, PdfPiece } from './messages.ts';

/** Threads at once; others wait their turn. */
const MOST_WORKERS = 2;
const MEMORY = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64 };

const idle: Worker[] = [];
const waiting: (() => void)[] = [];
let busy = 0;

/**
 * Reads a PDF on a thread of its own: whatever a document does to its reader, the gateway goes on, and a reader that takes longer than
 * `remaining` milliseconds is ended. Throws an Unscannable then.
 */
export async function* readPdf(bytes: Uint8Array, remaining: () => number): AsyncGenerator<PdfPiece> {
  if (busy >= MOST_WORKERS) await new Promise<void>((resolve) => waiting.push(resolve));
  busy++;
  const worker = idle.pop() ?? newWorker();
  let kept = false;
  try {
    for (let answer = await ask(worker, bytes, remaining()); answer.kind !== 'end'; ) {
      yield answer;
      answer = await ask(worker, undefined, remaining());
    }
    kept = true;
  } finally {
    busy--;
    if (kept) idle.push(worker);
    else void worker.terminate();
    waiting.shift()?.();
  }
}

function newWorker(): Worker {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    resourceLimits: MEMORY,
    stdout: true,
    stderr: true,
  });
  // Nobody waits for an idle thread at the end of the process.
  worker.unref();
  // One that dies while idle is nobody's failure; the next document gets another.
  worker.on('error', () => {});
  worker.on('exit', () => {
    if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
  });
  return worker;
}

function ask(worker: Worker, bytes: Uint8Array | undefined, milliseconds: number): Promise<PdfAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => end(() => reject(new Unscannable('timed-out', 'a PDF takes too long'))),
      Math.max(0, milliseconds),
    );
    const failed = (): void => end(() => reject(new Unscannable('corrupted', 'a PDF that its reader cannot bear')));
    const answered = (answer: PdfAnswer): void => end(() => resolve(answer));
    function end(settle: () => void): void {
      clearTimeout(timer);
      worker.off('message', answered).off('error', failed).off('exit', failed).unref();
      settle();
    }
    worker.once('message', answered).once('error', failed).once('exit', failed).ref();
    worker.postMessage(bytes);
  });
}
