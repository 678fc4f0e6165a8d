import { apply, type Method } from './natives.ts';

const same = (text: string): string => text;
const { trustedTypes: factory } = globalThis as unknown as {
  trustedTypes?: Record<string, Method>;
};
const RULES = { createHTML: same, createScript: same, createScriptURL: same };
const createPolicy = factory?.['createPolicy'];
/** Trusted Types: the gateway adds this one name to a page's `trusted-types` directive. */
const policyOf = (): Record<string, Method> | undefined =>
  createPolicy && (apply(createPolicy, factory, ['sallyport', RULES]) as Record<string, Method>);
let policy = policyOf();

/** One of the types, by functions that no page can have put others in the place of. */
interface TrustedKind {
  readonly is: Method;
  readonly make: Method;
  /** What a sink reads of a value, whatever a page has made it say. */
  readonly text: Method;
}

const KINDS = ['HTML', 'Script', 'ScriptURL'].map((name): TrustedKind | undefined =>
  policy
    ? {
        is: factory![`is${name}`]!,
        make: policy[`create${name}`]!,
        text: (globalThis as unknown as Record<string, { prototype: { toString: Method } }>)[`Trusted${name}`]!
          .prototype.toString,
      }
    : undefined,
);
const [MARKUP, CODE, ADDRESS] = KINDS;

function kindOf(value: unknown): TrustedKind | undefined {
  if (typeof value !== 'object') return undefined;
  for (let at = 0; at < KINDS.length; at++) if (KINDS[at] && apply(KINDS[at]!.is, factory, [value])) return KINDS[at];
  return undefined;
}

function made(kind: TrustedKind | undefined, text: string, isAnew?: true): string {
  try {
    if (isAnew) policy = policyOf();
    return kind ? (apply(kind.make, policy, [text]) as string) : text;
  } catch {
    // WebKit forgets the rules of a policy together with a frame's first, blank document, whose window lives on.
    return isAnew ? text : made(kind, text, true);
  }
}

/** Markup and code that the runtime itself hands to a sink which may ask for a trusted type. */
export const trustedMarkup = (text: string): string => made(MARKUP, text);
export const trustedCode = (text: string): string => made(CODE, text);
export const trustedUrl = (text: string): string => made(ADDRESS, text);

/** The text of a value as a sink takes it. Anything that is not trusted is converted, and may do so once alone. */
export function textOf(value: unknown): string {
  const kind = kindOf(value);
  return kind ? (apply(kind.text, value, []) as string) : `${value as string}`;
}

/** What a sink was last given in place of the page's own text, and how a further text must be changed for it. */
export let given = { text: '', mapped: '', map: undefined as ((text: string) => string) | undefined };

/** Before a sink is given a text: it may ask the page's default policy, which must be told the page's own. */
export function noteGiven(text: string, mapped: string, map?: (text: string) => string): void {
  given = { text, mapped, map };
}

/**
 * What goes on to a native sink in place of a page's value. A string stays a string, so that what the page's own policy
 * forbids stays forbidden; what the page's policy has let through is let through, as the same type, when it is mapped.
 */
export function inPlaceOf(original: unknown, mapped: string, map?: (text: string) => string): unknown {
  if (original === mapped && !map) return mapped;
  const kind = kindOf(original);
  if (!kind) {
    if (typeof original === 'string') noteGiven(original, mapped, map);
    return mapped;
  }
  return apply(kind.text, original, []) === mapped ? original : made(kind, mapped);
}

/** Whether the page's policy has let this code through. */
export function isTrustedCode(value: unknown): boolean {
  return CODE !== undefined && kindOf(value) === CODE;
}

/** Code that the page's policy has let through, as the same type after `rewrite`; anything else, which no `eval` runs, as it is. */
export function rewriteTrusted(value: unknown, rewrite: (source: string) => string): unknown {
  return isTrustedCode(value) ? inPlaceOf(value, rewrite(textOf(value))) : value;
}

/** Whether a value is of a Trusted Types policy: only as itself is it worth something to a sink. */
export function isTrusted(value: unknown): boolean {
  return kindOf(value) !== undefined;
}
