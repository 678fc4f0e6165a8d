import { getPublicSuffix } from 'tough-cookie';
import type { HeaderList } from '../../model/headers.ts';
import { headerValue } from '../../model/headers.ts';
import type { HostMap } from '../../model/host-map.ts';

/** Registrable domain of a host (tough-cookie's name for it), or the host itself where there is none (IP, single label). */
function site(host: string): string {
  return getPublicSuffix(host, { allowSpecialUseDomain: true, ignoreError: true }) ?? host;
}

/** Whether two origin hosts are one site for the browser (HTML, "same site", schemes left aside). */
export function sameSite(hostA: string, hostB: string): boolean {
  return hostA === hostB || site(hostA) === site(hostB);
}

/** RFC 6265bis 5.2: what the browser would have taken this request for, had the page been on its real site. */
export type SameSiteContext = 'strict' | 'lax' | 'none';

/**
 * Judged by the *origin* hosts: under the suffix every app is same-site for the browser, so its own word counts only
 * where it says more (`none`, `same-origin`).
 */
export function sameSiteContext(
  method: string,
  headers: HeaderList,
  hosts: HostMap,
  targetHost: string,
): SameSiteContext {
  const claimed = headerValue(headers, 'sec-fetch-site');
  if (claimed === 'none' || claimed === 'same-origin') return 'strict';
  const initiator = initiatorHost(headers, hosts);
  if (initiator !== undefined && sameSite(initiator, targetHost)) return 'strict';
  if (claimed === undefined && initiator === undefined) return 'lax';
  const topLevel =
    headerValue(headers, 'sec-fetch-mode') === 'navigate' && headerValue(headers, 'sec-fetch-dest') === 'document';
  return topLevel && /^(GET|HEAD|OPTIONS)$/.test(method) ? 'lax' : 'none';
}

/** Origin host of the page that made the request, from Origin or Referer; undefined when it is not a protected one. */
function initiatorHost(headers: HeaderList, hosts: HostMap): string | undefined {
  for (const name of ['origin', 'referer']) {
    const authority = /^https?:\/\/([^/?#]+)/i.exec(headerValue(headers, name) ?? '')?.[1];
    const origin = authority === undefined ? undefined : hosts.originOf(authority);
    if (origin) return origin.host;
  }
  return undefined;
}
