import { RUNTIME } from './contract.ts';

/**
 * Everything a rewrite ever inserts (but static specifiers, which are replaced, and added-code.ts). Each text holds the runtime's name, and
 * no author text between two of them does, so deleting them gives the author's text back: see undo.ts. None holds a
 * quote, `<` or `&`, so a rewritten handler fits into the attribute it came from.
 */
const MARK = `/*${RUNTIME}*/`;

const guard = (member: string): string => `${RUNTIME}.${member}(`;

export const TOKENS = {
  /** Before an identifier `location` or `eval`. */
  prefix: `${RUNTIME}.`,
  of: guard('of'),
  held: guard('held'),
  code: guard('code'),
  url: guard('url'),
  origin: guard('origin'),
  /**
   * Before a `javascript:` script, of which nothing may be a comment in front, as its URL would have segments then. A frame of the page's
   * markup runs its script before the runtime is in there, and asking the page around it for the
   * `eval` of this window brings it; a window of its own, which a link or a form has opened, asks its opener. Nothing asks
   * for the frame's element: WebKit would make its object in this realm, which the page around it then gets. Without a question mark, behind which the rest of the URL would be its query.
   */
  inFrame: `window.${RUNTIME}||(parent.${RUNTIME}||opener.${RUNTIME}).of(window).eval;`,
  /** Where the page around it is of another origin, that of the page stands in. */
  returned: `(window.${RUNTIME}||parent.${RUNTIME}).returned(`,
  close: `${MARK})`,
  /** The access after a closed guard becomes optional: `.x`, and `[x]`. */
  optionalDot: `/*${RUNTIME}?*/?`,
  optionalBracket: `/*${RUNTIME}?.*/?.`,
  /** `for (var location of x)` of a script: the `var ` goes into a comment. */
  loopVariable: `/*${RUNTIME}~`,
  loopVariableEnd: `${RUNTIME}~*/${RUNTIME}.`,
  /** At the beginning of a global's `onerror` that is an attribute: its second parameter is a URL (HTML 8.1.8.1). */
  source: `source=arguments[1]=${guard('origin')}source);/*${RUNTIME};*/`,
  /** Between a keyword and a guard that would become one word: `return(x).location`. */
  gap: MARK,
} as const;
