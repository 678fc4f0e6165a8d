import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export interface ChildOptions {
  /** What people call it. */
  readonly name: string;
  /** Module to run and its arguments. */
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Its output goes here. */
  readonly logFile: string;
  /** It is ready when this URL answers with a status below 500. */
  readonly readyUrl: string;
  /** Called when it ends without having been told to. */
  readonly onEnd: (how: string) => void;
}

export interface Child {
  readonly pid: number;
  close(): Promise<void>;
}

/** Milliseconds. */
const READY_WITHIN = 180_000;
const POLL_EVERY = 150;
const END_WITHIN = 3_000;

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts')).href;

/** Starts a program of Node in a process of its own and waits until it answers. Rejects when it ends or stays silent. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const output = createWriteStream(options.logFile, { flags: 'w' });
  const child = spawn(process.execPath, ['--import', PRELOAD, options.script, ...options.args], {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C in a terminal reaches the parent alone, which then ends its children in order.
    detached: process.platform !== 'win32',
  });
  child.stdout?.pipe(output, { end: false });
  child.stderr?.pipe(output, { end: false });
  let closing = false;
  let ready = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  void ended.then((how) => {
    output.end();
    if (ready && !closing) options.onEnd(how);
  });
  const close = async (): Promise<void> => {
    closing = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN);
    await ended;
    clearTimeout(late);
  };
  try {
    const how = await Promise.race([ended, answers(options.readyUrl, () => closing)]);
    if (how !== undefined) throw new Error(`${options.name} did not start (${how}); its log is ${options.logFile}`);
  } catch (error) {
    await close();
    throw error;
  }
  ready = true;
  return { pid: child.pid ?? -1, close };
}

async function answers(url: string, given: () => boolean): Promise<undefined> {
  const until = performance.now() + READY_WITHIN;
  while (performance.now() < until && !given()) {
    const status = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => 599,
    );
    if (status < 500) return undefined;
    await delay(POLL_EVERY);
  }
  throw new Error(`${url} did not answer in ${READY_WITHIN / 1000} s`);
}
