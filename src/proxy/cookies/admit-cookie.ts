import type { SetCookie } from '../../rewrite/cookies/parse-set-cookie.ts';
import { type CookieUrl, defaultPath, domainMatches, type JarCookie } from './jar-cookie.ts';
import { passesForOwn } from './own-name.ts';
import { isPublicSuffix } from './site.ts';

/** Who sets a cookie. `stores`: see RequestSite. */
export interface CookieSource {
  readonly http: boolean;
  readonly stores: boolean;
}

/** RFC 6265bis section 5.5: no cookie lives longer, in milliseconds. */
const LONGEST_LIFE = 400 * 24 * 60 * 60 * 1000;

/** A cookie as the jar would keep it, but for its place in time and its partition. */
export type Admitted = Omit<JarCookie, 'created' | 'partition'>;

/**
 * The cookie a browser would store for this URL, or undefined where it would refuse (RFC 6265bis section 5.7, whose order
 * this keeps). An `expires` that has passed takes the cookie back.
 */
export function admitCookie(cookie: SetCookie, at: CookieUrl, source: CookieSource, now: number): Admitted | undefined {
  const { name, value, secure, httpOnly, sameSite } = cookie;
  if (passesForOwn(name, value)) return undefined;
  const asked = cookie.domain ?? '';
  // A public suffix that is the very host makes a host-only cookie.
  const domain = asked !== '' && isPublicSuffix(asked) ? (asked === at.host ? '' : undefined) : asked;
  if (domain === undefined || (domain !== '' && !domainMatches(at.host, domain))) return undefined;
  if (httpOnly && !source.http) return undefined;
  if (secure && !at.secure) return undefined;
  // Without a SameSite a cookie counts as Lax.
  if (sameSite !== 'none' && !source.stores) return undefined;
  const expires = expiryOf(cookie, now);
  return {
    name,
    value,
    domain: domain === '' ? at.host : domain,
    hostOnly: domain === '',
    path: cookie.path ?? defaultPath(at.path),
    ...(expires === undefined ? {} : { expires }),
    secure,
    httpOnly,
    ...(sameSite === undefined ? {} : { sameSite }),
  };
}

/** Max-Age wins over Expires (RFC 6265bis section 5.7, step 3). */
function expiryOf({ maxAge, expires }: SetCookie, now: number): number | undefined {
  if (maxAge === undefined) return expires === undefined ? undefined : Math.min(expires, now + LONGEST_LIFE);
  return maxAge <= 0 ? 0 : now + Math.min(maxAge * 1000, LONGEST_LIFE);
}
