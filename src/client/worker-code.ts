import type { ScriptOptions } from '../rewrite/js/contract.ts';
import type { FunctionKind } from '../rewrite/js/function-prefixes.ts';
import type { FunctionTexts } from '../rewrite/js/rewrite-function.ts';
import { apply, disguise, nativeEval } from './natives.ts';
import { evaluated } from './retold.ts';
import type { CodeRewriter } from './rewriter.ts';
import { moduleToSuffix, SUFFIX_ORIGIN } from './setup.ts';
import { rewriteTrusted, trustedCode, trustedUrl } from './trusted.ts';
import { NAMES_MODULES, readNow } from './worker-script.ts';

/** The name of the lazy bundle, put in by the build. */
declare const REWRITER_URL: string;

const importScripts = (globalThis as { importScripts?: (...urls: string[]) => void }).importScripts;
let rewriter: CodeRewriter | undefined;

/**
 * Loads the JavaScript rewriter the first time it is needed. A service worker cannot read synchronously, only import, and
 * that while it is installed; code it makes of text later runs as it is.
 */
function load(): CodeRewriter | undefined {
  const url = SUFFIX_ORIGIN + REWRITER_URL;
  const text = readNow(url);
  if (text !== undefined) apply(nativeEval, globalThis, [trustedCode(text)]);
  else {
    try {
      importScripts?.(trustedUrl(url));
    } catch {
      return undefined;
    }
  }
  const make = globalThis.__sallyportRewrite;
  delete (globalThis as { __sallyportRewrite?: unknown }).__sallyportRewrite;
  return make?.(Map, Set, WeakMap, WeakSet);
}

/** Code as it must run in a worker. */
export function rewriteCode(
  source: string,
  goal: ScriptOptions['goal'],
  direct: Pick<ScriptOptions, 'eval' | 'shadowed' | 'within'> = {},
): string {
  if (!NAMES_MODULES.test(source)) return source;
  rewriter ??= load();
  return rewriter ? rewriter.script(source, { goal, url: moduleToSuffix, ...direct }) : source;
}

/** The same for what a Function constructor is given. */
export function rewriteFunctionCode(kind: FunctionKind, texts: FunctionTexts): FunctionTexts {
  if (!NAMES_MODULES.test(texts.parameters) && !NAMES_MODULES.test(texts.body)) return texts;
  rewriter ??= load();
  return rewriter ? rewriter.function(kind, texts) : texts;
}

const indirectEval = disguise((code: unknown): unknown => {
  const rewrite = (source: string): string => rewriteCode(source, 'script');
  return evaluated(typeof code === 'string' ? rewrite(code) : rewriteTrusted(code, rewrite));
}, nativeEval);
const global = globalThis as unknown as { eval: unknown };

/** The `eval` that a worker's script sees; `self.eval` stays native, as in a document. */
export const workerEval = {
  get: (): unknown => (global.eval === nativeEval ? indirectEval : global.eval),
  set: (value: unknown): void => {
    global.eval = value;
  },
  direct: (value: unknown): unknown => (value === indirectEval ? nativeEval : value),
};
