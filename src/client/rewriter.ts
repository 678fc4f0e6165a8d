import { applySplices } from '../model/rewriter.ts';
import type { ScriptOptions } from '../rewrite/js/contract.ts';
import { rewriteFunction } from '../rewrite/js/rewrite-function.ts';
import { rewriteScript } from '../rewrite/js/rewrite-script.ts';

/** What the lazy bundle gives the page runtime. */
export interface CodeRewriter {
  script(source: string, options: Omit<ScriptOptions, 'url'>): string;
  readonly function: typeof rewriteFunction;
}

/** Entry of the lazy bundle: the JavaScript rewriter. URLs in code that a page makes are mapped when the code runs. */
export const codeRewriter: CodeRewriter = {
  script: (source, options) => applySplices(source, rewriteScript(source, { ...options, url: (url) => url }).splices),
  function: rewriteFunction,
};
