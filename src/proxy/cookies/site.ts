import { getPublicSuffix } from 'tough-cookie';
import type { HeaderList } from '../../model/headers.ts';
import { headerValue } from '../../model/headers.ts';
import type { HostMap, Origin } from '../../model/host-map.ts';

/** Registrable domain of a host; undefined for a public suffix, a single label and an address. */
function registrableDomain(host: string): string | undefined {
  if (!host.includes('.') || /^[\d.]+$/.test(host)) return undefined;
  return getPublicSuffix(host, { allowSpecialUseDomain: true, ignoreError: true }) ?? undefined;
}

/** What all hosts of one site share: their registrable domain, or the host itself where there is none. */
export function siteOf(host: string): string {
  return registrableDomain(host) ?? host;
}

/** Whether anybody may register names below this one, so that no cookie may be meant for all of them. */
export function isPublicSuffix(domain: string): boolean {
  return registrableDomain(domain) === undefined;
}

/** Whether two origin hosts are one site for the browser (HTML, "same site", schemes left aside). */
export function sameSite(hostA: string, hostB: string): boolean {
  return hostA === hostB || siteOf(hostA) === siteOf(hostB);
}

/** What the browser would have done with cookies in this request, had the page been on its real site (RFC 6265bis 5.2). */
export interface RequestSite {
  /** The strictest SameSite it would send: `strict` sends all, `none` only what is marked None. */
  readonly sends: 'strict' | 'lax' | 'none';
  /** Whether the answer may set Lax and Strict cookies (RFC 6265bis section 5.7, step on same-site-flag). */
  readonly stores: boolean;
  /** Site at the top of the tab, scheme included, by which partitioned cookies are kept; undefined when nothing tells. */
  readonly top: string | undefined;
}

/** RFC 9110 section 9.2.1, the methods a link or a form makes. */
const SAFE = /^(GET|HEAD|OPTIONS)$/;

/**
 * Judged by the *real* hosts: under the suffix every app is same-site for the browser, so its own word counts only where it
 * says more (`none`, `same-origin`). Sites are schemeful, as in HTML. An initiator that hides itself is taken for another
 * site. Lax cookies go with safe top-level navigations and with nothing else: the two minutes in which browsers send fresh
 * ones with a POST are not given.
 */
export function requestSite(method: string, headers: HeaderList, hosts: HostMap, target: Origin): RequestSite {
  const claimed = headerValue(headers, 'sec-fetch-site');
  const mode = headerValue(headers, 'sec-fetch-mode');
  const topLevel = mode === 'navigate' && headerValue(headers, 'sec-fetch-dest') === 'document';
  const own = schemefulSite(target);
  const initiator = initiatorOf(headers, hosts);
  const same = claimed === 'none' || claimed === 'same-origin' || (initiator && schemefulSite(initiator) === own);
  if (same) return { sends: 'strict', stores: true, top: topLevel ? own : undefined };
  // A browser that sends no Fetch Metadata sends Origin with whatever is not safe.
  if (claimed === undefined && !hasInitiator(headers))
    return { sends: SAFE.test(method) ? 'lax' : 'none', stores: true, top: undefined };
  if (topLevel) return { sends: SAFE.test(method) ? 'lax' : 'none', stores: true, top: own };
  return { sends: 'none', stores: false, top: initiator && schemefulSite(initiator) };
}

function schemefulSite({ scheme, host }: Pick<Origin, 'scheme' | 'host'>): string {
  return `${scheme}://${siteOf(host)}`;
}

function hasInitiator(headers: HeaderList): boolean {
  return headers.some(([name]) => name === 'origin' || name === 'referer');
}

/**
 * The real origin of the page that made the request. Origin alone counts where there is one: `null` is nobody. A page that
 * does not come through the gateway is where it says; one on an unknown host of the suffix is nobody.
 */
function initiatorOf(headers: HeaderList, hosts: HostMap): Pick<Origin, 'scheme' | 'host'> | undefined {
  const text = headerValue(headers, 'origin') ?? headerValue(headers, 'referer') ?? '';
  const match = /^(https?):\/\/([\w.[\]:-]+)(?=[/?#]|$)/i.exec(text);
  if (!match) return undefined;
  const authority = match[2]!.toLowerCase();
  const origin = hosts.originOf(authority);
  if (origin) return origin;
  const host = authority.replace(/:\d+$/, '');
  const { suffix } = hosts.table;
  if (host === suffix || host.endsWith(`.${suffix}`)) return undefined;
  return { scheme: match[1]!.toLowerCase() === 'http' ? 'http' : 'https', host };
}
