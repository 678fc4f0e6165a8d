import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** A measured or a driving process. Messages are answered one at a time, in order. */
export interface Child<Ready> {
  readonly pid: number;
  /** What the process said when it could be used. */
  readonly ready: Ready;
  ask<Answer>(message: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

const TASKSET = '/usr/bin/taskset';
const mayPin = availableParallelism() > 1 && existsSync(TASKSET);

/**
 * Starts a script of the bench in a process of its own and waits for its first message. `core` pins it where the system
 * can: the measured process alone on 0, everything that drives it on 1.
 */
export function startChild<Ready>(
  script: URL,
  args: readonly string[],
  { core, log }: { readonly core?: 0 | 1; readonly log?: string } = {},
): Promise<Child<Ready>> {
  const pinned =
    core === undefined || !mayPin ? {} : { execPath: TASKSET, execArgv: ['-c', String(core), process.execPath] };
  const errors = log === undefined ? 'inherit' : openSync(log, 'a');
  const child: ChildProcess = fork(script, args, { ...pinned, stdio: ['ignore', 'ignore', errors, 'ipc'] });
  const next = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      const settle = (): void => {
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      const onMessage = (message: unknown): void => {
        settle();
        resolve(message as T);
      };
      const onExit = (code: number | null): void => {
        settle();
        reject(
          new Error(
            `${script.pathname.split('/').at(-1)} ended with ${code}${log === undefined ? '' : `, see ${log}`}`,
          ),
        );
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
    });
  return next<Ready>().then((ready) => ({
    pid: child.pid!,
    ready,
    ask(message) {
      const answer = next();
      child.send(message as object);
      return answer as Promise<never>;
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  }));
}

/** In a child: says that it is ready, then answers each message. */
export function serveParent(ready: unknown, answer: (message: never) => unknown): void {
  process.on('message', async (message) => {
    process.send!((await answer(message as never)) ?? {});
  });
  process.on('disconnect', () => process.exit());
  process.send!(ready);
}
