import { RUNTIME, WITHIN } from './contract.ts';
import { TOKENS } from './tokens.ts';

/**
 * Code of ours that is no token, since few scripts need it or it holds what only one does: `undo` cuts from the
 * one mark to the other. None of it holds `<`, `&` or another `^`; a quote stands only in what is never in markup.
 */
const [BEGINS, ENDS] = [`/*${RUNTIME}^*/`, `/*${RUNTIME}|*/`] as const;
const MARKS: readonly string[] = [BEGINS, ENDS];

/** What opens and what closes. */
export type Added = readonly [open: string, close: string];

const added = (open: string, close: string): Added => [`${BEGINS}${open}${ENDS}`, `${BEGINS}${close}${ENDS}`];

/** Round an `import.meta` that is given on as it is: what it tells is mapped in the object itself, once (HTML 8.1.6.7.1). */
export const MAPPED_META: Added = added(
  `${TOKENS.origin}(m=>{let{url:u,resolve:r}=m;if(u!==(m.url=${TOKENS.origin}u)))if(r)m.resolve={resolve(s){return ${TOKENS.origin}r(${RUNTIME}.url(s)))}}.resolve;return m})(`,
  '))',
);

/** Round the specifier of an `import()`: one that is relative is so to `base` (HTML 8.1.6.4, "resolve a module specifier"). */
export function relativeTo(base: string): Added {
  return added(
    '((s,b)=>{try{if(typeof s==`string`)if(s[0]==`/`||s.startsWith(`./`)||s.startsWith(`../`))return new URL(s,b).href}catch{}return s})(',
    `,${JSON.stringify(base.replace(/[?#].*/s, '').replaceAll('^', '%5E'))})`,
  );
}

/** For optional chains: chain.ts. `within` another `till`. */
export const LIFT: Added = added(`${RUNTIME}.lift(`, ')');
export const TILL: Added = added(`${RUNTIME}.till(`, ')');
export const TILL_WITHIN: Added = added(`${RUNTIME}.till(`, ',!0)');

/**
 * Round a member that is called if there is one, and behind its object: `a.b` -> `method(a,function(o){return o.b})`. A key that
 * has to be worked out stands outside of the function: `a[b]` -> `method(a,(k=>o=>at(o,k)[__sallyport.key])([b]))`.
 */
export const METHOD: Readonly<Record<'named' | 'computed', { readonly round: Added; readonly object: string }>> = {
  named: { round: added(`${RUNTIME}.method(`, '})'), object: `${BEGINS},function(o){return o${ENDS}` },
  computed: {
    round: added(`${RUNTIME}.method(`, '))'),
    object: `${BEGINS},(k=>o=>${RUNTIME}.at(o,k)[${RUNTIME}.key])(${ENDS}`,
  },
};
/** Round one of `super`. */
export const SUPER_METHOD: Added = added(`${RUNTIME}.method(this,()=>`, ')');

/** Round the code of a direct eval, and round all its arguments where the first is spread. `told`: what CALLERS has of the caller. */
export const codeOf = (told: string): Added => added(TOKENS.code, `${told})`);
export const codesOf = (told: string): Added => added(`...${RUNTIME}.codes([`, `]${told})`);

/** Round the object of a `with`, whose body is in a second one where it names `eval`, which is told what the name is further out. */
export const SCOPE: Added = added(
  `${RUNTIME}.scope(`,
  `,(a,x)=>a?a>1?delete eval:(eval=x,!0):eval))with(${WITHIN}${RUNTIME}.over`,
);

/** Before a `with` that is in no other. */
export const AROUND = `${BEGINS}with(${RUNTIME}.around)${ENDS}`;

/** `var location = x` of a script assigns window.location: `var {}=[__sallyport.location = x]` binds nothing. */
export const VARIABLE: Added = added(`{}=[${RUNTIME}.`, ']');

/** Before the first statement of a function whose parameter is named `eval`. */
export const DIRECT_EVAL = `${BEGINS}eval=${RUNTIME}.direct(eval);${ENDS}`;

/** Round `window[key]`, and behind its object: `at(window,[key])[__sallyport.key]`. */
export const AT: Added = added(`${RUNTIME}.at(`, `)[${RUNTIME}.key]`);
export const AT_KEY = `${BEGINS},${ENDS}`;

/** Round a member that a pattern sets, and behind its object: `a.b` -> `({o:a,set v(x){this.o.b=held(x)}}).v`, `a[b]` likewise. */
export const HELD_TARGET: Readonly<Record<'named' | 'computed', { readonly round: Added; readonly object: string }>> = {
  named: {
    round: added('({o:', `=${TOKENS.held}x)}}).v`),
    object: `${BEGINS},set v(x){this.o${ENDS}`,
  },
  computed: {
    round: added('({o:', `,set v(x){${RUNTIME}.at(this.o,this.k)[${RUNTIME}.key]=${TOKENS.held}x)}}).v`),
    object: `${BEGINS},k:${ENDS}`,
  },
};

/** Round the callee of `new`, which may not hold a call. */
export const CALLEE: Added = added('(', ')');

/** Round what a pattern takes apart, and round what such an assignment gives. */
export const FROM: Added = added(`${RUNTIME}.from(`, ')');
export const BARE: Added = added(`${RUNTIME}.bare(`, ')');

/** Round an `import()`. */
export const LOADED: Added = added(`${RUNTIME}.loaded(`, ')');

/** Round what a variable named `eval` is given. */
export const MADE_DIRECT: Added = added(`${RUNTIME}.direct(`, ')');

/** Round what an `eval` is called with that the author has bound: code, where it is the native one. `isBound`: so is `location`. */
export const codeOfOwn = (isBound: boolean): Added =>
  added(`(${RUNTIME}.held(eval)!==eval?${RUNTIME}.code:x=>x)(`, isBound ? ',!0)' : ')');

/** Behind a shorthand property: `{location:…}`. */
export const freeShorthand = (name: string): string => `${BEGINS}:${RUNTIME}.${name}${ENDS}`;

/** Behind one whose name may stand for a native Location. */
export function heldShorthand(name: string): string {
  return `${BEGINS}:${TOKENS.held}${name})${ENDS}`;
}

/** Whether what begins here is code of ours, or stands in it already. */
export function isAdded(source: string, at: number): boolean {
  return MARKS.includes(source.slice(Math.max(0, at - ENDS.length), at));
}
