import { hosts, setup, toSuffix } from './setup.ts';

const NativeUrl = globalThis.URL;
const here = new NativeUrl(hosts.toSuffix(setup.origin)).origin;

function baseUrl(): string {
  return typeof document === 'undefined' ? setup.origin : document.baseURI;
}

/**
 * The URL a page means, under the suffix, when it is of another protected host: that needs the gateway's cookie or a grant,
 * whatever the page asked for. Undefined for every other URL.
 */
export function siblingUrl(url: string): string | undefined {
  const parsed = NativeUrl.parse(url, baseUrl());
  const target = parsed && NativeUrl.parse(toSuffix(parsed.href));
  if (!target || target.origin === here || hosts.originOf(target.host) === undefined) return undefined;
  return target.href;
}
