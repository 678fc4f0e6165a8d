import { findAuthority } from '../authority.ts';
import type { ResponseContext } from './response-context.ts';

/**
 * Where a redirect leads (RFC 9110 section 10.2.2). One to `http` on a host of which an app has `https` alone goes to that: nobody has
 * listed its port 80, which would lead past the gateway, and at home it does little but lead back. Browsers that know a host by HSTS do the same (RFC
 * 6797 section 8.3). What only says `http` of the URL that was asked for stays as it is, since it would come round for ever.
 */
export function rewriteLocation(value: string, { hosts, url }: Pick<ResponseContext, 'hosts' | 'url'>): string {
  const mapped = hosts.toSuffix(value);
  const found = findAuthority(value);
  if (mapped !== value || found?.scheme !== 'http' || !/^(?::(?:80)?)?$/.test(found.port)) return mapped;
  const { host, schemeEnd, hostEnd, portEnd } = found;
  const rest = value.slice(portEnd);
  const secure = `${value.slice(0, schemeEnd)}s${value.slice(schemeEnd, hostEnd)}${rest}`;
  const inside = hosts.toSuffix(secure);
  const isSame = url === `https://${host.toLowerCase()}${rest.replace(/#.*$/s, '') || '/'}`;
  return inside === secure || isSame ? value : inside;
}
