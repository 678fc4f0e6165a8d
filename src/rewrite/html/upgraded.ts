import { securedUrl } from '../secured-url.ts';
import type { MapUrl } from '../url.ts';

/**
 * Pictures and media, which a page of `https` has by `https` where it names them by `http` (Mixed Content section 4.1, "Upgrade a
 * mixed content request"). Those of a `srcset` are blocked instead.
 */
const UPGRADED: ReadonlySet<string> = new Set([
  'img src',
  'image src',
  'image href',
  'image xlink:href',
  'input src',
  'audio src',
  'video src',
  'video poster',
  'source src',
]);

/** Whether the browser would go past the gateway for the URL of an attribute, to the host of an app; both names in lower case. */
export function isUpgraded(element: string, attribute: string, url: string, toSuffix: MapUrl): boolean {
  return UPGRADED.has(`${element} ${attribute}`) && securedUrl(url, toSuffix) !== undefined;
}
