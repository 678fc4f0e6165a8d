import { findAuthority } from '../authority.ts';
import { securedUrl } from '../secured-url.ts';
import type { ResponseContext } from './response-context.ts';

/**
 * Where a redirect leads (RFC 9110 section 10.2.2), `http` on a host with `https` alone secured. What only says `http` of the URL that was
 * asked for stays as it is, since it would come round for ever.
 */
export function rewriteLocation(value: string, { hosts, url }: Pick<ResponseContext, 'hosts' | 'url'>): string {
  const mapped = hosts.toSuffix(value);
  const inside = mapped === value ? securedUrl(value, hosts.toSuffix) : undefined;
  if (inside === undefined) return mapped;
  const { host, portEnd } = findAuthority(value)!;
  const rest = value.slice(portEnd);
  return url === `https://${host.toLowerCase()}${rest.replace(/#.*$/s, '') || '/'}` ? value : inside;
}
