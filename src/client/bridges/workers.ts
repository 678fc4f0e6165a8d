import { mark } from '../../rewrite/mark.ts';
import { patchArguments, patchConstructor, prototypeOf } from '../natives.ts';
import { moduleToSuffix } from '../setup.ts';
import { inPlaceOf } from '../trusted.ts';
import { dictionaryArgument, withUrl } from '../url-argument.ts';
import { workerUrl } from '../worker-script.ts';
import type { RealmRewriter } from './code.ts';

/** `runtime` gives the text of the worker runtime's function; `rewrite` is for code in a worker. */
export function bridgeWorkers(runtime: () => string | undefined, rewrite: RealmRewriter['rewriteCode']): void {
  /** Two shared workers are one when their URLs are equal, so the same text must get the same URL. */
  const shared = new Map<string, string>();
  const prepare = (name: string, args: unknown[]): unknown[] => {
    const [url, options] = args;
    if (args.length === 0 || typeof url === 'symbol') return args;
    const text = `${url as string}`;
    // Read once, in the native's order.
    const { credentials, type } = (options ?? {}) as WorkerOptions;
    const goal = type === 'module' ? 'module' : 'script';
    // The gateway needs its cookie, also for modules that go without those of the app.
    const isAnonymous = goal === 'module' && credentials === 'omit';
    let mapped = shared.get(text);
    mapped ??= workerUrl(text, goal, runtime, rewrite);
    if (name === 'SharedWorker') shared.set(text, mapped);
    const given = dictionaryArgument(options, {
      credentials: () => (isAnonymous ? 'same-origin' : credentials),
      type: () => type,
    });
    const target = inPlaceOf(url, isAnonymous ? mark(mapped, 'omit') : mapped);
    return args.length === 1 ? [target] : [target, given, ...args.slice(2)];
  };
  for (const name of ['Worker', 'SharedWorker']) patchConstructor(name, (args) => prepare(name, args));
  // Worklets ask other origins without credentials, as their modules do among themselves.
  patchArguments(prototypeOf('Worklet'), 'addModule', (args) => withUrl(args, 0, moduleToSuffix));
}
