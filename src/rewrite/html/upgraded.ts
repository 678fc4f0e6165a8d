import { securedUrl } from '../secured-url.ts';
import type { MapUrl } from '../url.ts';
import type { AttributeScope } from './attribute-splices.ts';

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

/** A URL of `http` by its usual port. */
const INSECURE = /^([\0-\x20]*http)(:[\\/]{2}[^\\/?#:]*)(?::(?:80)?)?(?![^\\/?#])/i;

/** Whether the browser would go past the gateway for the URL of an attribute, to the host of an app; both names in lower case. */
export function isUpgraded(element: string, attribute: string, url: string, toSuffix: MapUrl): boolean {
  return UPGRADED.has(`${element} ${attribute}`) && securedUrl(url, toSuffix) !== undefined;
}

/** The scope of a document whose policy has browsers do so for all of its parts (Upgrade Insecure Requests section 4.1): those are read as `https` then. */
export function upgraded(scope: AttributeScope): AttributeScope {
  const { options } = scope;
  if (options.upgrades?.() !== true) return scope;
  const url: MapUrl = (written) => securedUrl(written, options.url) ?? options.url(written);
  const { integrity } = options;
  if (!integrity) return { ...scope, options: { ...options, url } };
  return {
    ...scope,
    options: {
      ...options,
      url,
      integrity: (resource) => integrity({ ...resource, url: resource.url.replace(INSECURE, '$1s$2') }),
    },
  };
}
