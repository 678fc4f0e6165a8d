import { SUFFIX_ORIGIN } from './setup.ts';
import { readNow } from './worker-script.ts';

/** The name of the worker runtime, put in by the build. */
declare const WORKER_URL: string;

let text: string | undefined;

/** The text of the worker runtime's function, as a document gets it: once, when it first makes a worker of text. */
export function workerRuntime(): string | undefined {
  text ??= readNow(SUFFIX_ORIGIN + WORKER_URL);
  return text;
}
