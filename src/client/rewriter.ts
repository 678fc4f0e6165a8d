import { applySplices } from '../model/rewriter.ts';
import { jsonUrlSplices } from '../rewrite/html/json-urls.ts';
import type { ScriptOptions } from '../rewrite/js/contract.ts';
import { rewriteFunction } from '../rewrite/js/rewrite-function.ts';
import { rewriteScript } from '../rewrite/js/rewrite-script.ts';

/** What the lazy bundle gives the page runtime. */
export interface CodeRewriter {
  script(source: string, options: ScriptOptions): string;
  readonly function: typeof rewriteFunction;
  /** Import maps and speculation rules. */
  json(...args: Parameters<typeof jsonUrlSplices>): string;
}

/** Entry of the lazy bundle: the JavaScript rewriter, and what few pages need. */
export const codeRewriter: CodeRewriter = {
  script: (source, options) => applySplices(source, rewriteScript(source, options).splices),
  function: rewriteFunction,
  json: (text, url, integrity) => applySplices(text, jsonUrlSplices(text, url, integrity)),
};
