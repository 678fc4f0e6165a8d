import { RUNTIME, WITHIN } from './contract.ts';

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
  /** After a shorthand property: `{location:…}`. */
  shorthandLocation: `:/*${RUNTIME}:*/${RUNTIME}.location`,
  shorthandEval: `:/*${RUNTIME}:*/${RUNTIME}.eval`,
  shorthandHeldLocation: `:/*${RUNTIME}:*/${guard('held')}location)`,
  shorthandHeldEval: `:/*${RUNTIME}:*/${guard('held')}eval)`,
  of: guard('of'),
  from: guard('from'),
  bare: guard('bare'),
  held: guard('held'),
  code: guard('code'),
  url: guard('url'),
  origin: guard('origin'),
  loaded: guard('loaded'),
  /**
   * Before a `javascript:` script. A frame of the page's markup runs its script before the runtime is in there, and asking the page around it for the
   * `eval` of this window brings it; a window of its own, which a link or a form has opened, asks its opener. Nothing asks
   * for the frame's element: WebKit would make its object in this realm, which the page around it then gets. Without a question mark, behind which the rest of the URL would be its query.
   */
  inFrame: `if(!window.${RUNTIME})(parent.${RUNTIME}||opener.${RUNTIME}).of(window).eval;`,
  /** Where the page around it is of another origin, that of the page stands in. */
  returned: `(window.${RUNTIME}||parent.${RUNTIME}).returned(`,
  lift: guard('lift'),
  till: guard('till'),
  close: `${MARK})`,
  closeShadowed: `/*${RUNTIME}!*/,!0)`,
  /** The access after a closed guard becomes optional: `.x`, and `[x]`. */
  optionalDot: `/*${RUNTIME}?*/?`,
  optionalBracket: `/*${RUNTIME}?.*/?.`,
  /** `window[key]` -> `at(window,[key])[__sallyport.key]`. */
  at: guard('at'),
  atKey: `/*${RUNTIME},*/,`,
  atEnd: `/*${RUNTIME}[*/)[${RUNTIME}.key]`,
  /** Before the first statement of a function whose parameter is named `eval`. */
  directEval: `eval=${guard('direct')}eval);`,
  /** All arguments of an eval whose first one is spread. */
  codes: `...${guard('codes')}[`,
  codesEnd: `${MARK}])`,
  codesEndShadowed: `/*${RUNTIME}!*/],!0)`,
  /** The same where the call is within a `with`. */
  closeWithin: `/*${RUNTIME}%*/,0)`,
  codesEndWithin: `/*${RUNTIME}%*/],0)`,
  closeShadowedWithin: `/*${RUNTIME}%*/,1)`,
  codesEndShadowedWithin: `/*${RUNTIME}%*/],1)`,
  /** Round the object of a `with`, whose body is in a second one where it names `eval`. */
  scope: guard('scope'),
  scopeEnd: `/*${RUNTIME}@*/))with(${WITHIN}${RUNTIME}.over`,
  /** Before a `with` that is in no other. */
  around: `with(${RUNTIME}.around)/*${RUNTIME}@*/`,
  /** Round the callee of `new`, which may not hold a call. */
  callee: `(/*${RUNTIME}(*/`,
  /** `var location = x` of a script assigns window.location: `var {}=[__sallyport.location = x]` binds nothing. */
  variable: `{}=[/*${RUNTIME}=*/${RUNTIME}.`,
  variableEnd: `${MARK}]`,
  /** `for (var location of x)` of a script: the `var ` goes into a comment. */
  loopVariable: `/*${RUNTIME}~`,
  loopVariableEnd: `${RUNTIME}~*/${RUNTIME}.`,
  /** At the beginning of a global's `onerror` that is an attribute: its second parameter is a URL (HTML 8.1.8.1). */
  source: `source=arguments[1]=${guard('origin')}source);/*${RUNTIME};*/`,
  /** Between a keyword and a guard that would become one word: `return(x).location`. */
  gap: MARK,
} as const;
