import { type HeaderList, headerValue } from '../../model/headers.ts';
import { type HostMap, type Origin, serializeOrigin } from '../../model/host-map.ts';

/** Whether two hosts are one site; given by who knows the public suffix list. */
export type SameSite = (hostA: string, hostB: string) => boolean;

/**
 * Sec-Fetch-Site as it would be between the real origins (W3C Fetch Metadata section 2.3): under the suffix every app looks
 * same-site. An initiator that cannot be known counts as cross-site.
 */
export function fetchSite(headers: HeaderList, claimed: string, hosts: HostMap, target: Origin, sameSite: SameSite): string {
  if (claimed === 'none' || claimed === 'same-origin') return claimed;
  const initiator = initiatorOf(headers, hosts);
  if (!initiator) return 'cross-site';
  if (serializeOrigin(initiator) === serializeOrigin(target)) return 'same-origin';
  return sameSite(initiator.host, target.host) ? 'same-site' : 'cross-site';
}

function initiatorOf(headers: HeaderList, hosts: HostMap): Origin | undefined {
  for (const name of ['origin', 'referer']) {
    const authority = /^https?:\/\/([^/?#]+)/i.exec(headerValue(headers, name) ?? '')?.[1];
    const origin = authority === undefined ? undefined : hosts.originOf(authority);
    if (origin) return origin;
  }
  return undefined;
}
