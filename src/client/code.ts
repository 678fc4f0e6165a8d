import type { ScriptGoal } from '../rewrite/js/contract.ts';
import { hasTrigger } from '../rewrite/js/triggers.ts';
import { apply, nativeEval } from './natives.ts';

/** What the lazily loaded bundle leaves behind. */
declare global {
  var __sallyportRewrite: ((source: string, goal: ScriptGoal) => string) | undefined;
}

/** The name of the lazy bundle, put in by the build. */
declare const REWRITER_URL: string;

let rewrite: ((source: string, goal: ScriptGoal) => string) | undefined;

/**
 * Loads the JavaScript rewriter the first time a page makes code out of text that needs it. Synchronously, since eval is;
 * run by the native eval, which a page that evaluates text is allowed to use.
 */
function load(): (source: string, goal: ScriptGoal) => string {
  const request = new XMLHttpRequest();
  request.open('GET', REWRITER_URL, false);
  request.send();
  apply(nativeEval, globalThis, [request.responseText]);
  const loaded = globalThis.__sallyportRewrite!;
  globalThis.__sallyportRewrite = undefined;
  return loaded;
}

/** Code as it must run here. Text without a trigger costs one scan. */
export function rewriteCode(source: string, goal: ScriptGoal): string {
  if (!hasTrigger(source)) return source;
  rewrite ??= load();
  return rewrite(source, goal);
}
