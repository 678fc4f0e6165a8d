import { applySplices } from '../model/rewriter.ts';
import type { ScriptGoal } from '../rewrite/js/contract.ts';
import { rewriteScript } from '../rewrite/js/rewrite-script.ts';

/** Entry of the lazy bundle: the JavaScript rewriter, handed to the page runtime. URLs are mapped at run time. */
globalThis.__sallyportRewrite = (source: string, goal: ScriptGoal): string =>
  applySplices(source, rewriteScript(source, { goal, url: (url) => url }).splices);
