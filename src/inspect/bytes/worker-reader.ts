import { Worker } from 'node:worker_threads';
import type { Budget } from '../limits.ts';
import { Unscannable } from '../unscannable.ts';

/** Threads at once, for each kind of document; others wait their turn, but for documents inside others that have one. */
const MOST_WORKERS = 2;
const MEMORY = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64 };

/**
 * Reads documents on threads of their own: whatever one does to its reader, the gateway goes on, and a reader that takes longer than
 * the budget has left is ended; that throws an Unscannable. A thread is sent what it is to read, then `undefined` for each further piece
 * that is wanted; it answers with pieces, and `{ kind: 'end' }`.
 */
export function createWorkerReader<Task, Piece extends { readonly kind: string }>(
  script: URL,
  what: string,
): (task: Task, budget: Budget) => AsyncGenerator<Piece> {
  type Answer = Piece | { readonly kind: 'end' };
  const isEnd = (answer: Answer): answer is { readonly kind: 'end' } => answer.kind === 'end';
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  function newWorker(): Worker {
    const worker = new Worker(script, { resourceLimits: MEMORY, stdout: true, stderr: true });
    // Nobody waits for an idle thread at the end of the process.
    worker.unref();
    // One that dies while idle is nobody's failure; the next document gets another.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    return worker;
  }

  function ask(worker: Worker, task: Task | undefined, milliseconds: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => end(() => reject(new Unscannable('timed-out', `${what} takes too long`))),
        Math.max(0, milliseconds),
      );
      const failed = (): void => end(() => reject(new Unscannable('corrupted', `${what} that its reader cannot bear`)));
      const answered = (answer: Answer): void => end(() => resolve(answer));
      function end(settle: () => void): void {
        clearTimeout(timer);
        worker.off('message', answered).off('error', failed).off('exit', failed).unref();
        settle();
      }
      worker.once('message', answered).once('error', failed).once('exit', failed).ref();
      worker.postMessage(task);
    });
  }

  return async function* read(task, budget) {
    // Whoever waited for a thread while it has one itself might wait for somebody who waits for that.
    while (budget.threads === 0 && busy >= MOST_WORKERS)
      await budget.waitFor(new Promise<void>((resolve) => waiting.push(resolve)));
    busy++;
    budget.threads++;
    const worker = idle.pop() ?? newWorker();
    let kept = false;
    try {
      for (let answer = await ask(worker, task, budget.remaining()); !isEnd(answer); ) {
        yield answer;
        answer = await ask(worker, undefined, budget.remaining());
      }
      kept = idle.length < MOST_WORKERS;
    } finally {
      busy--;
      budget.threads--;
      if (kept) idle.push(worker);
      else void worker.terminate();
      waiting.shift()?.();
    }
  };
}
