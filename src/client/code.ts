import type { ScriptGoal, ScriptOptions } from '../rewrite/js/contract.ts';
import type { FunctionKind } from '../rewrite/js/function-prefixes.ts';
import type { FunctionTexts } from '../rewrite/js/rewrite-function.ts';
import { hasTrigger, isTouched } from '../rewrite/js/triggers.ts';
import { isEvalWatched } from './eval-watched.ts';
import { apply, disguise, nativeEval } from './natives.ts';
import { quietly } from './quietly.ts';
import { requestText } from './request-text.ts';
import { evaluated } from './retold.ts';
import type { CodeRewriter } from './rewriter.ts';
import { runInline } from './run-inline.ts';
import { carrier, mayNameHosts, moduleToSuffix, SUFFIX_ORIGIN, setup } from './setup.ts';
import { rewriteTrusted, trustedCode } from './trusted.ts';

/** What the lazily loaded bundle leaves behind: it comes when a page may have changed the collections, so it is given ours. */
declare global {
  var __sallyportRewrite:
    | ((map: typeof Map, set: typeof Set, weakMap: typeof WeakMap, weakSet: typeof WeakSet) => CodeRewriter)
    | undefined;
}

/** The name of the lazy bundle, put in by the build. */
declare const REWRITER_URL: string;

let rewriter: CodeRewriter | undefined;

/**
 * Loads the JavaScript rewriter the first time a page makes code out of text that needs it. Synchronously, since eval is;
 * run by the native eval where no policy of the page would say something of that, as it leaves the document alone, else by a
 * script of our own.
 */
function load(): CodeRewriter {
  const text = requestText(SUFFIX_ORIGIN + REWRITER_URL);
  if (isEvalWatched() || !isEvaluated(text)) runInline(document, text);
  const make = globalThis.__sallyportRewrite!;
  delete (globalThis as { __sallyportRewrite?: unknown }).__sallyportRewrite;
  return make(Map, Set, WeakMap, WeakSet);
}

/** False where a policy forbids it that is not to be seen, as one whose element the page has removed. */
function isEvaluated(text: string): boolean {
  try {
    apply(nativeEval, globalThis, [trustedCode(text)]);
    return true;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return false;
  }
}

/** The lazy bundle. A frame that was taken out has no address, and cannot load anything any more. */
function loaded(): CodeRewriter | undefined {
  if (!rewriter && window.top !== null) rewriter = load();
  return rewriter;
}

/** The same for what can be done without where the gateway is away. */
export function seldom(): CodeRewriter | undefined {
  try {
    return loaded();
  } catch {
    return undefined;
  }
}

/** Code as it must run here; `direct` says what a direct eval knows, or how modules are named. Text without a trigger costs one scan. */
export const rewriteCode = quietly(
  (
    source: string,
    goal: ScriptGoal,
    direct: Partial<Pick<ScriptOptions, 'eval' | 'shadowed' | 'within' | 'url'>> & { indirect?: boolean } = {},
  ): string => {
    if (!isTouched(source, goal)) return source;
    return loaded()?.script(source, { goal, url: moduleToSuffix, ...direct }) ?? source;
  },
);

/** The same for what a Function constructor is given. */
export const rewriteFunctionCode = quietly((kind: FunctionKind, texts: FunctionTexts): FunctionTexts => {
  if (!hasTrigger(texts.parameters) && !hasTrigger(texts.body)) return texts;
  return loaded()?.function(kind, texts) ?? texts;
});

/** The text of an import map or of speculation rules; what has no host and no digest in it needs no reading. */
export const rewriteJson: CodeRewriter['json'] = quietly((text, ...how) => {
  if (!mayNameHosts(text) && !/integrity|hostname/.test(text)) return text;
  return loaded()?.json(text, ...how) ?? text;
});

/** A policy that script puts into the page. The rewriter is loaded in any case, while it may still be. */
export function rewritePolicy(text: string): string {
  return loaded()?.policy(text, setup.hosts, setup.origin, carrier.nonce, setup.grants.module) ?? text;
}

/** What a page gets for `eval` unless it calls it by that name: an indirect eval of rewritten code. */
const indirectEval = disguise((code: unknown): unknown => {
  const rewrite = (source: string): string => rewriteCode(source, 'script', { indirect: true });
  return evaluated(typeof code === 'string' ? rewrite(code) : rewriteTrusted(code, rewrite));
}, nativeEval);

/** The `eval` that a page sees. `window.eval` stays native, as a direct eval is one only of that function. */
const global = window as unknown as { eval: unknown };
export const pageEval = {
  get: (): unknown => (global.eval === nativeEval ? indirectEval : global.eval),
  set: (value: unknown): void => {
    global.eval = value;
  },
  direct: (value: unknown): unknown => (value === indirectEval ? nativeEval : value),
};
