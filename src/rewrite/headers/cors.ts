import type { ResponseContext } from './response-context.ts';

/** Whether `*` must be narrowed to the asking origin: a sibling host of the same app asks, and it carries our cookie. */
export function narrowsWildcard(value: string, { clientOrigin, sibling }: ResponseContext): boolean {
  return value.trim() === '*' && clientOrigin !== undefined && sibling;
}

/**
 * Access-Control-Allow-Origin, mapped. Sibling hosts of an app are asked with the gateway's cookie, and a credentialed
 * answer may not say `*` (Fetch section 3.3.4), so for them it names the asker. No other grant is invented: an origin the
 * app did not name stays unnamed, and another app never gains a credentialed read.
 */
export function rewriteAllowOrigin(value: string, context: ResponseContext): string {
  return narrowsWildcard(value, context) ? (context.clientOrigin ?? '*') : context.hosts.toSuffix(value.trim());
}
