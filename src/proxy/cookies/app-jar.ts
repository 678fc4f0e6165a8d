import { parseSetCookie } from '../../rewrite/cookies/parse-set-cookie.ts';
import { admitCookie, type CookieSource } from './admit-cookie.ts';
import { excessCookies } from './evict.ts';
import {
  belongsTo,
  type CookieUrl,
  cookieUrl,
  domainMatches,
  identityOf,
  inOrder,
  type JarCookie,
  pairOf,
  pathMatches,
} from './jar-cookie.ts';
import { createPatience } from './patience.ts';
import { type RequestSite, sameSite, siteOf } from './site.ts';

/** A write of script, as the page runtime noted it. */
export interface JournalEntry {
  readonly id: string;
  /** What was assigned to `document.cookie`, in bytes. */
  readonly cookie: string;
}

/**
 * All cookies of one app in one gateway session. It lives at the gateway, so an app's session token is never in the
 * browser, no other app can read, set or shadow it, and Domain, SameSite and public-suffix rules hold for the real hosts.
 * URLs are origin URLs. Every call is done before another exchange gets its turn, so none loses another's cookie.
 */
export interface AppJar {
  /** The Cookie field for a request, or undefined when there is none. */
  cookieHeader(url: string, site: RequestSite): string | undefined;
  /**
   * Stores what the app answered; what a browser would refuse is dropped. Returns every script-visible cookie that was set,
   * replaced or taken back, or that had to go for another.
   */
  storeFromResponse(setCookie: readonly string[], url: string, site: RequestSite): readonly JarCookie[];
  /** Applies what script wrote through `document.cookie`, once per entry id: a parallel request may carry it again. */
  storeFromScript(entries: readonly JournalEntry[], url: string): void;
  /** Cookies that script on the host of `url` may read, on any path, in the order of a Cookie field. */
  visible(url: string): readonly JarCookie[];
  /** Forgets every cookie of the host's site, as Clear-Site-Data asks (section 3.2.2), and returns the script-visible ones. */
  clear(host: string): readonly JarCookie[];
  /** Of these names of cookies that the browser has and the jar has not, the ones to take back now. */
  readonly worthTakingBack: (names: readonly string[]) => readonly string[];
  /** Counts changes, so that the owner knows when there is something to save. */
  readonly version: number;
  serialize(): string;
}

const FORMAT = 1;
/** Journal entries remembered for de-duplication. */
const REMEMBERED_ENTRIES = 1024;
const SCRIPT: CookieSource = { http: false, stores: true };

/** A jar, empty or from what `serialize` gave. A jar of another version's format begins empty: the apps ask for sign-in. */
export function createAppJar(now: () => number, serialized?: string): AppJar {
  const saved =
    serialized === undefined ? undefined : (JSON.parse(serialized) as { format?: number; cookies: JarCookie[] });
  /** By identity; the longest unused first. */
  const cookies = new Map<string, JarCookie>();
  if (saved?.format === FORMAT) for (const cookie of saved.cookies) cookies.set(identityOf(cookie), cookie);
  let created = Math.max(0, ...[...cookies.values()].map((cookie) => cookie.created));
  let version = 0;
  const applied = new Set<string>();

  const isOver = ({ expires }: { readonly expires?: number }): boolean => expires !== undefined && expires <= now();

  function drop(gone: readonly JarCookie[]): readonly JarCookie[] {
    for (const cookie of gone) cookies.delete(identityOf(cookie));
    if (gone.length > 0) version++;
    return gone;
  }

  function held(): JarCookie[] {
    drop([...cookies.values()].filter(isOver));
    return [...cookies.values()];
  }

  /** RFC 6265bis section 5.7: what came over a plain connection may not lie over a Secure cookie. */
  function liesOverSecure({ name, domain, path }: Omit<JarCookie, 'created'>): boolean {
    return held().some(
      (other) =>
        other.secure &&
        other.name === name &&
        (domainMatches(domain, other.domain) || domainMatches(other.domain, domain)) &&
        pathMatches(path, other.path),
    );
  }

  /** The partition of a new cookie: that of the tab; where nothing tells, that of the one it replaces. */
  function partitionFor(cookie: Omit<JarCookie, 'created'>, at: CookieUrl, top: string | undefined): string {
    if (top !== undefined) return top;
    const last = held().findLast(
      (other) => other.partition !== undefined && sameButPartition(other) === sameButPartition(cookie),
    );
    return last?.partition ?? `${at.scheme}://${siteOf(at.host)}`;
  }

  function set(text: string, at: CookieUrl, source: CookieSource, top: string | undefined): readonly JarCookie[] {
    const parsed = parseSetCookie(text);
    const admitted = parsed && admitCookie(parsed, at, source, now());
    if (!admitted || (!at.secure && liesOverSecure(admitted))) return [];
    const partition = parsed.partitioned ? { partition: partitionFor(admitted, at, top) } : {};
    const cookie: JarCookie = { ...admitted, ...partition, created: created + 1 };
    const key = identityOf(cookie);
    const old = cookies.get(key);
    if (old?.httpOnly && !source.http) return [];
    const told = [cookie, ...(old ? [old] : [])].filter(
      ({ httpOnly }) => !httpOnly && !(old?.httpOnly && isOver(cookie)),
    );
    if (isOver(cookie)) {
      drop(old ? [old] : []);
      return told;
    }
    cookies.delete(key);
    cookies.set(key, old ? { ...cookie, created: old.created } : cookie);
    created++;
    version++;
    return [...told, ...drop(excessCookies(held())).filter(({ httpOnly }) => !httpOnly)];
  }

  return {
    get version() {
      return version;
    },
    cookieHeader(url, { sends, top }) {
      const at = cookieUrl(url);
      const sent = newestOfPartitions(
        held().filter(
          (cookie) =>
            belongsTo(cookie, at.host) &&
            pathMatches(at.path, cookie.path) &&
            (at.secure || !cookie.secure) &&
            (sends === 'strict' || cookie.sameSite === 'none' || (sends === 'lax' && cookie.sameSite !== 'strict')) &&
            (cookie.partition === undefined || top === undefined || cookie.partition === top),
        ),
      );
      for (const cookie of sent) {
        const key = identityOf(cookie);
        cookies.delete(key);
        cookies.set(key, cookie);
      }
      return sent.length === 0 ? undefined : sent.sort(inOrder).map(pairOf).join('; ');
    },
    storeFromResponse(setCookie, url, { stores, top }) {
      const at = cookieUrl(url);
      return setCookie.flatMap((text) => set(text, at, { http: true, stores }, top));
    },
    storeFromScript(entries, url) {
      const at = cookieUrl(url);
      for (const { id, cookie } of entries) {
        if (applied.has(id)) continue;
        if (applied.size >= REMEMBERED_ENTRIES) applied.delete(applied.values().next().value as string);
        applied.add(id);
        set(cookie, at, SCRIPT, undefined);
      }
    },
    visible(url) {
      const at = cookieUrl(url);
      const seen = held().filter(
        (cookie) => !cookie.httpOnly && belongsTo(cookie, at.host) && (at.secure || !cookie.secure),
      );
      return newestOfPartitions(seen).sort(inOrder);
    },
    clear(host) {
      return drop(held().filter(({ domain }) => sameSite(domain, host))).filter(({ httpOnly }) => !httpOnly);
    },
    worthTakingBack: createPatience(now),
    serialize: () => JSON.stringify({ format: FORMAT, cookies: held() }),
  };
}

function sameButPartition({ name, domain, hostOnly, path }: Omit<JarCookie, 'created'>): string {
  return JSON.stringify([name, domain, hostOnly, path]);
}

/** Of cookies that differ in their partition alone, the one set last: the others are for other tabs. */
function newestOfPartitions(found: readonly JarCookie[]): JarCookie[] {
  const newest = new Map<string, JarCookie>();
  for (const cookie of found) {
    if (cookie.partition === undefined) continue;
    const key = sameButPartition(cookie);
    const other = newest.get(key);
    if (!other || other.created < cookie.created) newest.set(key, cookie);
  }
  return found.filter((cookie) => cookie.partition === undefined || newest.get(sameButPartition(cookie)) === cookie);
}
