import type { HostMap, Origin } from '../../model/host-map.ts';
import { findAuthority } from '../authority.ts';
import { toOriginText } from './origin-text.ts';

/** Whether a URL that is no app's lies under the suffix: one of the gateway's own hosts, or no host at all. */
function isGateways(url: string, { table: { suffix } }: HostMap): boolean {
  const host = findAuthority(url)?.host.toLowerCase();
  return host !== undefined && (host === suffix || host.endsWith(`.${suffix}`));
}

/** Origin of the asking page as the app knows it; `null` for the gateway's own pages (RFC 6454 section 7.3). */
export function rewriteOrigin(value: string, hosts: HostMap): string {
  const mapped = hosts.toOrigin(value);
  return isGateways(mapped, hosts) ? 'null' : mapped;
}

/**
 * URL of the asking page as the app knows it. Undefined for the gateway's own pages, which are nobody's business, and where
 * a page of an https app asks an http one: under the suffix both are https, so the browser does not see the downgrade that
 * Referrer Policy (section 3, "no-referrer-when-downgrade" and its kin) keeps URLs from.
 */
export function rewriteReferer(value: string, hosts: HostMap, target: Origin): string | undefined {
  const mapped = hosts.toOrigin(value);
  if (isGateways(mapped, hosts) || (target.scheme === 'http' && /^https:/i.test(mapped))) return undefined;
  return toOriginText(mapped, hosts);
}
