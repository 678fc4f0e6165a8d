import { type HeaderList, headerValue } from '../../model/headers.ts';
import { type HostMap, type Origin, serializeOrigin } from '../../model/host-map.ts';

/** Whether two hosts are one site; given by who knows the public suffix list. */
export type SameSite = (hostA: string, hostB: string) => boolean;

const DISTANCES = ['same-origin', 'same-site', 'cross-site'] as const;
/** How far a request is from the page that makes it. */
export type Distance = (typeof DISTANCES)[number];

/** The farther of two. */
export function farthest(distance: Distance, other: Distance = 'same-origin'): Distance {
  return DISTANCES[Math.max(DISTANCES.indexOf(distance), DISTANCES.indexOf(other))]!;
}

/**
 * Sec-Fetch-Site as it would be between the real origins (Fetch Metadata section 2.4). Under the suffix every app looks
 * same-site, so only that claim is judged anew; an initiator that cannot be known then counts as cross-site. Sites are
 * schemeful. `cross-site` stays: something outside the suffix was on the way. `led`: the farthest that redirects on the way have been.
 */
export function fetchSite(
  claimed: string,
  headers: HeaderList,
  hosts: HostMap,
  target: Origin,
  sameSite: SameSite,
  led?: Distance,
): string {
  if (claimed !== 'same-site') return claimed;
  const initiator = initiatorOf(headers, hosts);
  if (!initiator) return 'cross-site';
  if (serializeOrigin(initiator) === serializeOrigin(target)) return farthest('same-origin', led);
  const same = initiator.scheme === target.scheme && sameSite(initiator.host, target.host);
  return farthest(same ? 'same-site' : 'cross-site', led);
}

function initiatorOf(headers: HeaderList, hosts: HostMap): Origin | undefined {
  for (const name of ['origin', 'referer']) {
    const authority = /^https:\/\/([^/?#]+)/i.exec(headerValue(headers, name) ?? '')?.[1];
    const origin = authority === undefined ? undefined : hosts.originOf(authority);
    if (origin) return origin;
  }
  return undefined;
}
