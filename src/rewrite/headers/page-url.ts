import type { HostMap } from '../../model/host-map.ts';
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

/** URL of the asking page as the app knows it; undefined for the gateway's own pages, which are nobody's business. */
export function rewriteReferer(value: string, hosts: HostMap): string | undefined {
  const mapped = hosts.toOrigin(value);
  return isGateways(mapped, hosts) ? undefined : toOriginText(mapped, hosts);
}
