import { hosts, setup, toSuffix } from './setup.ts';

const NativeUrl = globalThis.URL;
const here = new NativeUrl(hosts.toSuffix(setup.origin));

function baseUrl(): string {
  return typeof document === 'undefined' ? globalThis.location.href : document.baseURI;
}

/**
 * The URL a page means, under the suffix, when it is of a protected host, and whether that is the page's own. Undefined for every
 * other URL.
 */
export function protectedUrl(url: string): { readonly target: string; readonly isHome: boolean } | undefined {
  const parsed = NativeUrl.parse(url, baseUrl());
  const target = parsed && NativeUrl.parse(toSuffix(parsed.href));
  if (!target) return undefined;
  // The origin of a `blob:` URL is that of who made it.
  const isHome = target.host === here.host && target.protocol === here.protocol;
  return isHome || hosts.originOf(target.host) !== undefined ? { target: target.href, isHome } : undefined;
}

/**
 * The same of another protected host only: that needs the gateway's cookie or a grant, whatever the page asked for.
 */
export function siblingUrl(url: string): string | undefined {
  const found = protectedUrl(url);
  return found?.isHome === false ? found.target : undefined;
}
