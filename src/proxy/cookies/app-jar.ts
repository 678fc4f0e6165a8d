import { Cookie, CookieJar } from 'tough-cookie';
import { passesForOwn } from './own-name.ts';
import { type SameSiteContext, sameSite } from './site.ts';

/** A script-visible cookie as one host may see it. */
export interface VisibleCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly expires: Date | undefined;
  readonly sameSite: string | undefined;
}

/**
 * All cookies of one app in one gateway session. It lives at the gateway, so an app's session token is never in the
 * browser, no other app can read, set or shadow it, and Domain, SameSite and public-suffix rules hold for the real hosts.
 */
export interface AppJar {
  /** The Cookie header for a request to `url` (an origin URL), or undefined when there is none. */
  cookieHeader(url: string, context: SameSiteContext): string | undefined;
  /** Stores what the app answered. Malformed or refused cookies are dropped, as a browser drops them. */
  storeFromResponse(setCookie: readonly string[], url: string): void;
  /** Applies what script wrote through `document.cookie`, once per entry id: a parallel request may carry it again. */
  storeFromScript(entries: ReadonlyArray<{ readonly id: string; readonly cookie: string }>, url: string): void;
  /** Cookies that script on `url` may read. */
  visible(url: string): readonly VisibleCookie[];
  /** Forgets every cookie of the host's site, as Clear-Site-Data asks (Clear Site Data, section 3.2.2). */
  clear(host: string): void;
  /** Counts changes, so that the owner knows when there is something to save. */
  readonly version: number;
  serialize(): string;
}

const JAR_OPTIONS = {
  rejectPublicSuffixes: true,
  allowSpecialUseDomain: true,
  prefixSecurity: 'strict',
  looseMode: true,
} as const;
/** Journal entries remembered for de-duplication. */
const REMEMBERED_ENTRIES = 256;

/** A jar, empty or from what `serialize` gave. */
export function createAppJar(serialized?: string): AppJar {
  let jar = serialized === undefined ? new CookieJar(undefined, JAR_OPTIONS) : CookieJar.deserializeSync(serialized);
  let version = 0;
  const applied = new Set<string>();

  function set(cookie: string, url: string, fromHttp: boolean): void {
    if (cookie.length > 8192) return;
    const parsed = Cookie.parse(cookie, { loose: true });
    if (!parsed || passesForOwn(parsed.key, parsed.value)) return;
    if (!fromHttp) {
      if (parsed.httpOnly) return;
      // RFC 6265bis 5.7 step 9: script may not overwrite an HttpOnly cookie.
      const shadowed = jar
        .getCookiesSync(url, { http: true, allPaths: true })
        .some((held) => held.httpOnly && held.key === parsed.key);
      if (shadowed) return;
    }
    if (jar.setCookieSync(parsed, url, { http: fromHttp, ignoreError: true })) version++;
  }

  return {
    get version() {
      return version;
    },
    cookieHeader(url, context) {
      const header = jar.getCookieStringSync(url, { http: true, sameSiteContext: context });
      return header === '' ? undefined : header;
    },
    storeFromResponse(setCookie, url) {
      for (const cookie of setCookie) set(cookie, url, true);
    },
    storeFromScript(entries, url) {
      for (const { id, cookie } of entries) {
        if (applied.has(id)) continue;
        if (applied.size >= REMEMBERED_ENTRIES) applied.delete(applied.values().next().value as string);
        applied.add(id);
        set(cookie, url, false);
      }
    },
    visible(url) {
      return jar.getCookiesSync(url, { http: false }).map((cookie) => ({
        name: cookie.key,
        value: cookie.value,
        path: cookie.path ?? '/',
        expires: expiry(cookie),
        sameSite: cookie.sameSite,
      }));
    },
    clear(host) {
      const held = jar.serializeSync();
      const cookies = held?.cookies.filter(({ domain }) => !sameSite(String(domain), host)) ?? [];
      jar = CookieJar.deserializeSync({ ...held!, cookies });
      version++;
    },
    serialize: () => JSON.stringify(jar.serializeSync()),
  };
}

function expiry(cookie: Cookie): Date | undefined {
  const at = cookie.expiryTime();
  return at === undefined || !Number.isFinite(at) ? undefined : new Date(at);
}
