import { type HeaderList, headerValue } from '../../model/headers.ts';
import { type HostMap, type Origin, serializeOrigin } from '../../model/host-map.ts';

/** Whether two hosts are one site; given by who knows the public suffix list. */
export type SameSite = (hostA: string, hostB: string) => boolean;

/**
 * Sec-Fetch-Site as it would be between the real origins (Fetch Metadata section 2.4). Under the suffix every app looks
 * same-site, so only that claim is judged anew; an initiator that cannot be known then counts as cross-site. Sites are
 * schemeful. `cross-site` stays: something outside the suffix was on the way.
 */
export function fetchSite(
  claimed: string,
  headers: HeaderList,
  hosts: HostMap,
  target: Origin,
  sameSite: SameSite,
): string {
  if (claimed !== 'same-site') return claimed;
  const initiator = initiatorOf(headers, hosts);
  if (!initiator) return 'cross-site';
  if (serializeOrigin(initiator) === serializeOrigin(target)) return 'same-origin';
  const same = initiator.scheme === target.scheme && sameSite(initiator.host, target.host);
  return same ? 'same-site' : 'cross-site';
}

function initiatorOf(headers: HeaderList, hosts: HostMap): Origin | undefined {
  for (const name of ['origin', 'referer']) {
    const authority = /^https:\/\/([^/?#]+)/i.exec(headerValue(headers, name) ?? '')?.[1];
    const origin = authority === undefined ? undefined : hosts.originOf(authority);
    if (origin) return origin;
  }
  return undefined;
}
