import { findAuthority } from './authority.ts';
import { markLink } from './mark.ts';
import type { MapUrl } from './url.ts';

/**
 * Where a URL of `http` leads on a host of which an app has `https` alone: under the suffix, to that. Nobody has listed its port
 * 80, which would lead past the gateway, and at home it does little but lead back. Browsers that know a host by HSTS do the same (RFC 6797
 * section 8.3). Undefined for every other URL.
 */
export function securedUrl(url: string, toSuffix: MapUrl): string | undefined {
  const found = findAuthority(url);
  if (found?.scheme !== 'http' || !/^(?::(?:80)?)?$/.test(found.port)) return undefined;
  const secure = `${url.slice(0, found.schemeEnd)}s${url.slice(found.schemeEnd, found.hostEnd)}${url.slice(found.portEnd)}`;
  const inside = toSuffix(secure);
  return inside === secure ? undefined : inside;
}

/** The URL of a link: one that is secured has a mark, so that a page reads what it wrote. */
export function linkToSuffix(url: string, toSuffix: MapUrl): string {
  const mapped = toSuffix(url);
  if (mapped !== url) return mapped;
  const secured = securedUrl(url, toSuffix);
  return secured === undefined ? url : markLink(secured);
}
