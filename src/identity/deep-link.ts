/** Longest path and query that is remembered over a sign-in; a longer one begins at the app's front door. */
const MAX_TARGET = 4096;
const MAX_FRAGMENT = 4096;

/** A request target as a flow keeps it. */
export function rememberedTarget(target: string): string {
  return target.length <= MAX_TARGET ? target : '/';
}

/**
 * Where a flow ends. The authority stands before the target, so that a target such as `//evil.example` or `/\evil.example`
 * stays a path of this host (WHATWG URL, path-absolute-URL string).
 */
export function deepLink(authority: string, target: string, fragment: string): string {
  return `https://${authority}${headerTarget(target)}${fragment}`;
}

/** A request target with the bytes percent-encoded that a header cannot hold. */
export function headerTarget(target: string): string {
  return target.replace(
    /[^\x21-\x7e]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** `#…` as the browser wrote it, with whatever a URL may not hold percent-encoded; nothing for anything else. */
export function cleanFragment(fragment: string): string {
  if (!fragment.startsWith('#') || fragment.length > MAX_FRAGMENT) return '';
  return fragment.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}
