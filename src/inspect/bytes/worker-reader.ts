import { Worker } from 'node:worker_threads';
import type { Budget } from '../limits.ts';
import { Unscannable } from '../unscannable.ts';

export interface WorkerThreads<Task> {
  /** Threads at once, for each kind of document; others wait their turn, but for documents inside others that have one. */
  readonly most: number;
  /** Of memory for each. */
  readonly megabytes: number;
  /** Whether a thread is kept for others after a task, with the memory that it has grown to. */
  readonly keeps: (task: Task) => boolean;
}

export interface WorkerReader<Task, Piece, Reply> {
  read(
    task: Task,
    budget: Pick<Budget, 'threads' | 'remaining' | 'waitFor'>,
  ): AsyncGenerator<Piece, void, Reply | undefined>;
  /** Ends all threads, and what is read on them throws. */
  close(): void;
}

const THREADS = { most: 2, megabytes: 1024, keeps: () => true };

/**
 * Reads documents on threads of their own: whatever one does to its reader, the gateway goes on, and a reader that takes longer than
 * the budget has left is ended; that throws an Unscannable. A thread is sent what it is to read, then a reply, or `undefined`, for each
 * further piece that is wanted; it answers with pieces, and `{ kind: 'end' }`.
 */
export function createWorkerReader<Task, Piece extends { readonly kind: string }, Reply = undefined>(
  script: URL,
  what: string,
  { most, megabytes, keeps }: WorkerThreads<Task> = THREADS,
): WorkerReader<Task, Piece, Reply> {
  type Answer = Piece | { readonly kind: 'end' };
  const isEnd = (answer: Answer): answer is { readonly kind: 'end' } => answer.kind === 'end';
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  const alive = new Set<Worker>();
  let busy = 0;
  let closed = false;

  function newWorker(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 64 };
    const worker = new Worker(script, { resourceLimits, stdout: true, stderr: true });
    alive.add(worker);
    // Nobody waits for an idle thread at the end of the process.
    worker.unref();
    // One that dies while idle is nobody's failure; the next document gets another.
    worker.on('error', () => {});
    worker.on('exit', () => {
      alive.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    return worker;
  }

  function ask(worker: Worker, message: Task | Reply | undefined, milliseconds: number): Promise<Answer> {
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
      worker.postMessage(message);
    });
  }

  async function* read(
    task: Task,
    budget: Pick<Budget, 'threads' | 'remaining' | 'waitFor'>,
  ): AsyncGenerator<Piece, void, Reply | undefined> {
    // Whoever waited for a thread while it has one itself might wait for somebody who waits for that.
    while (budget.threads === 0 && busy >= most)
      await budget.waitFor(new Promise<void>((resolve) => waiting.push(resolve)));
    busy++;
    budget.threads++;
    let worker: Worker | undefined;
    let kept = false;
    try {
      if (closed) throw new Unscannable('timed-out', `${what} that came too late`);
      worker = idle.pop() ?? newWorker();
      for (let answer = await ask(worker, task, budget.remaining()); !isEnd(answer); ) {
        const reply = yield answer;
        answer = await ask(worker, reply, budget.remaining());
      }
      kept = !closed && idle.length < most && keeps(task);
    } finally {
      busy--;
      budget.threads--;
      if (worker && kept) idle.push(worker);
      else void worker?.terminate();
      waiting.shift()?.();
    }
  }

  return {
    read,
    close() {
      closed = true;
      for (const worker of alive) void worker.terminate();
    },
  };
}
