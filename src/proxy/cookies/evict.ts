import type { JarCookie } from './jar-cookie.ts';
import { siteOf } from './site.ts';

/** What one jar holds at most; browsers keep 180 for a site as well. */
export const JAR_LIMITS = { perSite: 180, inAll: 1000, octets: 1024 * 1024 } as const;

/** Octets beside name and value, roughly: domain, path and the rest. */
const OVERHEAD = 100;

/**
 * The cookies that must go, in the order of RFC 6265bis section 5.7, last step: those of a site that has too many, then of all;
 * the longest unused first, those that are not Secure before the others. `held` comes longest unused first.
 */
export function excessCookies(held: readonly JarCookie[]): readonly JarCookie[] {
  const gone = new Set<JarCookie>();
  const bySite = Map.groupBy(held, ({ domain }) => siteOf(domain));
  for (const cookies of bySite.values()) {
    const plainFirst = [...cookies.filter(({ secure }) => !secure), ...cookies.filter(({ secure }) => secure)];
    for (const cookie of plainFirst.slice(0, Math.max(0, cookies.length - JAR_LIMITS.perSite))) gone.add(cookie);
  }
  let count = held.length - gone.size;
  let octets = 0;
  for (const cookie of held) if (!gone.has(cookie)) octets += sizeOf(cookie);
  for (const cookie of held) {
    if (count <= JAR_LIMITS.inAll && octets <= JAR_LIMITS.octets) break;
    if (gone.has(cookie)) continue;
    gone.add(cookie);
    count--;
    octets -= sizeOf(cookie);
  }
  return [...gone];
}

function sizeOf({ name, value }: JarCookie): number {
  return name.length + value.length + OVERHEAD;
}
