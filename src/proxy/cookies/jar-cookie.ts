import type { SetCookie } from '../../rewrite/cookies/parse-set-cookie.ts';

/** A cookie as the jar keeps it (RFC 6265bis section 5.7). Name and value are bytes, one character an octet. */
export interface JarCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  /** Epoch milliseconds; absent for a cookie that lives as long as the session. */
  readonly expires?: number;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: NonNullable<SetCookie['sameSite']>;
  /** Site at the top of the tab it belongs to; absent for a cookie that is not partitioned. */
  readonly partition?: string;
  /** Place in the order in which the jar's cookies were first set. */
  readonly created: number;
}

/** What cookies are matched against, from an origin URL. */
export interface CookieUrl {
  readonly host: string;
  /** Exactly as requested, without query. */
  readonly path: string;
  /** Whether Secure cookies may be set and sent. */
  readonly secure: boolean;
  readonly scheme: string;
}

const URL = /^([a-z]+):\/\/(\[[^\]]*\]|[^/?#:]+)(?::\d+)?([^?#]*)/i;
/** Hosts that are secure without TLS (Secure Contexts section 3.1). */
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Throws for a text that is no absolute URL: origin URLs are put together by the gateway. */
export function cookieUrl(url: string): CookieUrl {
  const match = URL.exec(url);
  if (!match) throw new TypeError(`not an absolute URL: ${url}`);
  const scheme = match[1]!.toLowerCase();
  const host = match[2]!.toLowerCase();
  return { scheme, host, path: match[3] || '/', secure: scheme === 'https' || scheme === 'wss' || LOOPBACK.test(host) };
}

/** RFC 6265bis section 5.1.3. */
export function domainMatches(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && !/^[\d.]+$|^\[/.test(host));
}

/** RFC 6265bis section 5.1.4. */
export function pathMatches(path: string, cookiePath: string): boolean {
  return (
    path === cookiePath ||
    (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'))
  );
}

/** RFC 6265bis section 5.1.4: where a cookie without Path belongs. */
export function defaultPath(path: string): string {
  return path.startsWith('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '/';
}

export function belongsTo(cookie: JarCookie, host: string): boolean {
  return cookie.hostOnly ? cookie.domain === host : domainMatches(host, cookie.domain);
}

/** Cookies of which a new one replaces the old one have the same. */
export function identityOf({ name, domain, hostOnly, path, partition }: JarCookie): string {
  return JSON.stringify([name, domain, hostOnly, path, partition ?? null]);
}

/** Longer paths first, then older cookies (RFC 6265bis section 5.8.3). */
export function inOrder(a: JarCookie, b: JarCookie): number {
  return b.path.length - a.path.length || a.created - b.created;
}

/** How a cookie stands in a Cookie field. */
export function pairOf({ name, value }: Pick<JarCookie, 'name' | 'value'>): string {
  return name === '' ? value : `${name}=${value}`;
}
