import type { SetCookie } from './parse-set-cookie.ts';

const SAME_SITE = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

/**
 * The browser's copy of a script-visible cookie: host-only, because the Domain of an app would be the suffix of all apps,
 * and Secure, because every suffix host is. Undefined for an HttpOnly cookie, which stays at the gateway.
 */
export function serializeMirror(cookie: SetCookie): string | undefined {
  if (cookie.httpOnly) return undefined;
  const { name, value, path, expires, maxAge, sameSite, partitioned } = cookie;
  return [
    `${name}=${value}`,
    ...(path === undefined ? [] : [`Path=${path}`]),
    ...(expires === undefined ? [] : [`Expires=${new Date(expires).toUTCString()}`]),
    ...(maxAge === undefined ? [] : [`Max-Age=${maxAge}`]),
    'Secure',
    ...(sameSite === undefined ? [] : [`SameSite=${SAME_SITE[sameSite]}`]),
    ...(partitioned ? ['Partitioned'] : []),
  ].join('; ');
}
