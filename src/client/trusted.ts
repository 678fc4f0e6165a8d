interface TrustedPolicy {
  createHTML(text: string): string;
  createScript(text: string): string;
  createScriptURL(text: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: Record<keyof TrustedPolicy, (text: string) => string>): TrustedPolicy;
  isHTML(value: unknown): boolean;
  isScript(value: unknown): boolean;
  isScriptURL(value: unknown): boolean;
}

const same = (text: string): string => text;
const factory = (globalThis as unknown as { trustedTypes?: PolicyFactory }).trustedTypes;
/** Trusted Types: the gateway adds this one name to a page's `trusted-types` directive. */
const policy = factory?.createPolicy('sallyport', { createHTML: same, createScript: same, createScriptURL: same });

/** Markup and code that the runtime itself hands to a sink which may ask for a trusted type. */
export function trustedMarkup(text: string): string {
  try {
    return policy?.createHTML(text) ?? text;
  } catch {
    // WebKit forgets the rules of a policy together with a frame's first, blank document, whose window lives on.
    return text;
  }
}
export const trustedCode = (text: string): string => policy?.createScript(text) ?? text;

/**
 * What goes on to a native sink in place of a page's value. A string stays a string, so that what the page's own policy
 * forbids stays forbidden; what the page's policy has let through is let through, as the same type, when it is mapped.
 */
export function inPlaceOf(original: unknown, mapped: string): unknown {
  // Anything else is read no second time: what it says then may be another text.
  if (!factory || !policy || !isTrusted(original)) return mapped;
  if (String(original) === mapped) return original;
  if (factory.isHTML(original)) return policy.createHTML(mapped);
  if (factory.isScript(original)) return policy.createScript(mapped);
  return factory.isScriptURL(original) ? policy.createScriptURL(mapped) : mapped;
}

/** Whether the page's policy has let this code through. */
export function isTrustedCode(value: unknown): boolean {
  return factory?.isScript(value) === true;
}

/** Code that the page's policy has let through, as the same type after `rewrite`; anything else, which no `eval` runs, as it is. */
export function rewriteTrusted(value: unknown, rewrite: (source: string) => string): unknown {
  return isTrustedCode(value) ? inPlaceOf(value, rewrite(String(value))) : value;
}

/** Whether a value is of a Trusted Types policy: only as itself is it worth something to a sink. */
export function isTrusted(value: unknown): boolean {
  return factory !== undefined && (factory.isScriptURL(value) || factory.isScript(value) || factory.isHTML(value));
}
