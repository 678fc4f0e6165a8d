import { applySplices } from '../model/rewriter.ts';
import type { ScriptOptions } from '../rewrite/js/contract.ts';
import { rewriteScript } from '../rewrite/js/rewrite-script.ts';

/** Entry of the lazy bundle: the JavaScript rewriter, handed to the page runtime. URLs are mapped at run time. */
globalThis.__sallyportRewrite = (source: string, options: Omit<ScriptOptions, 'url'>): string =>
  applySplices(source, rewriteScript(source, { ...options, url: (url) => url }).splices);
