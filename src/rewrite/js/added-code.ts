import { RUNTIME } from './contract.ts';
import { TOKENS } from './tokens.ts';

/**
 * Code of ours that is no token, since few scripts need it or it holds what only one does: `undo` cuts from the
 * one mark to the other. None of it holds `<`, `&` or another `^`; a quote stands only in what is never in markup.
 */
const [BEGINS, ENDS] = [`/*${RUNTIME}^*/`, `/*${RUNTIME}|*/`] as const;
const MARKS: readonly string[] = [BEGINS, ENDS];

type Added = readonly [open: string, close: string];

const added = (open: string, close: string): Added => [`${BEGINS}${open}${ENDS}`, `${BEGINS}${close}${ENDS}`];

/** Round an `import.meta` that is given on as it is: what it tells is mapped in the object itself, once (HTML 8.1.6.7.1). */
export const MAPPED_META: Added = added(
  `${TOKENS.origin}(m=>{let{url:u,resolve:r}=m;if(u!==(m.url=${TOKENS.origin}u)))if(r)m.resolve={resolve(s){return ${TOKENS.origin}r(${TOKENS.url}s)))}}.resolve;return m})(`,
  '))',
);

/** Round the specifier of an `import()`: one that is relative is so to `base` (HTML 8.1.6.4, "resolve a module specifier"). */
export function relativeTo(base: string): Added {
  return added(
    '((s,b)=>{try{if(typeof s==`string`)if(s[0]==`/`||s.startsWith(`./`)||s.startsWith(`../`))return new URL(s,b).href}catch{}return s})(',
    `,${JSON.stringify(base.replace(/[?#].*/s, '').replaceAll('^', '%5E'))})`,
  );
}

/** Round what a variable named `eval` is given. */
export const MADE_DIRECT: Added = added(`${RUNTIME}.direct(`, ')');

/** Round what an `eval` is called with that the author has bound: code, where it is the native one. `isBound`: so is `location`. */
export const codeOfOwn = (isBound: boolean): Added =>
  added(`(${RUNTIME}.held(eval)!==eval?${RUNTIME}.code:x=>x)(`, isBound ? ',!0)' : ')');

/** Behind a shorthand property whose name may stand for a native Location. */
export function heldShorthand(name: string): string {
  return `${BEGINS}:${TOKENS.held}${name})${ENDS}`;
}

/** Whether what begins here is code of ours, or stands in it already. */
export function isAdded(source: string, at: number): boolean {
  return MARKS.includes(source.slice(Math.max(0, at - ENDS.length), at));
}
