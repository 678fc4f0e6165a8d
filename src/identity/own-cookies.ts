import { type HeaderList, headerValues } from '../model/headers.ts';

/** The gateway's own cookies. `__Host-` makes the browser keep them to one host (RFC 6265bis section 4.1.3.2). */
export const OWN_COOKIES = {
  session: '__Host-sallyport-session',
  login: '__Host-sallyport-login',
  flow: '__Host-sallyport-flow',
  browser: '__Host-sallyport-browser',
} as const;
export type OwnCookie = keyof typeof OWN_COOKIES;

/**
 * The value of an own cookie: names are compared byte for byte, and a duplicate means no cookie at all, since one of the
 * two was put there by somebody else.
 */
export function ownCookie(headers: HeaderList, which: OwnCookie): string | undefined {
  const values: string[] = [];
  for (const header of headerValues(headers, 'cookie')) {
    for (const pair of header.split(';')) {
      const trimmed = pair.replace(/^[ \t]+|[ \t]+$/g, '');
      const equals = trimmed.indexOf('=');
      if (equals > 0 && trimmed.slice(0, equals) === OWN_COOKIES[which]) values.push(trimmed.slice(equals + 1));
    }
  }
  return values.length === 1 ? values[0] : undefined;
}

/** Set-Cookie of an own cookie; without `maxAge` (seconds) it lives as long as the browser. */
export function setOwnCookie(which: OwnCookie, value: string, maxAge?: number): readonly [string, string] {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  return ['set-cookie', `${OWN_COOKIES[which]}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax${age}`];
}
