import { siblingOrigin } from '../../identity/sibling-origin.ts';
import { COOKIES_FIELD } from '../../model/cookies-field.ts';
import type { Routed } from '../../model/exchange.ts';
import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { isOpaque } from '../../rewrite/grant-url.ts';
import { clearsCookies } from '../../rewrite/headers/clear-site-data.ts';
import type { AppJar } from './app-jar.ts';
import { clearJournal, readBrowserCookies } from './browser-cookies.ts';
import { belongsTo, cookieUrl, type JarCookie, pathMatches } from './jar-cookie.ts';
import { copyOf, findDrift, placeOf, shown, takeBack, takeBackAll, withinLimit } from './mirror.ts';
import { requestSite } from './site.ts';

/** Characters of what a page is told of its copies; what is longer comes with the next answer of its own host. */
const LONGEST = 8192;

/** The cookies of one exchange, on their way through the app's jar. */
export interface ExchangeCookies {
  /** The Cookie field the app gets. */
  readonly header: string | undefined;
  /** Takes what the app's answer says of cookies into the jar, also when the answer itself is then refused. */
  answered(headers: HeaderList): void;
  /**
   * Set-Cookie fields that bring the browser's copies in line with the jar, and take back the journal it sent. A page of another host of the app is told
   * what has changed of its own copies, which no answer of this host can set.
   */
  fields(): HeaderList;
}

/** What a document without an origin asks for is another site's, though Firefox says that it is the page's own and leaves out cookies all the same. */
function asNobody(headers: HeaderList): HeaderList {
  const left = headers.filter(([name]) => name !== 'origin' && name !== 'referer' && name !== 'sec-fetch-site');
  return [...left, ['sec-fetch-site', 'cross-site']];
}

/**
 * Applies the journal a request carries, and finds out how the browser's copies differ from the jar at that moment: what
 * script writes while the app thinks is not known here, and must not be overwritten with what was before.
 */
export function openCookies(exchange: Routed, jar: AppJar, hosts: HostMap): ExchangeCookies {
  const { originUrl: url, headers, method, host, mark } = exchange;
  const { path, secure } = cookieUrl(url);
  const browser = readBrowserCookies(headers);
  jar.storeFromScript(browser.journal, url);
  const isNobodys = isOpaque(mark);
  const site = requestSite(method, isNobodys ? asNobody(headers) : headers, hosts, host.origin);
  const here = (): readonly JarCookie[] => jar.visible(url).filter((cookie) => pathMatches(path, cookie.path));
  // A page that a document in a sandbox opens brings none of the copies, so nothing is known of them.
  const brings = !isNobodys && (site.sends !== 'none' || headerValue(headers, 'sec-fetch-site') !== 'cross-site');
  const drift = brings ? findDrift(browser.app, here()) : { missing: [], extra: [] };
  /** Copies that are to be renewed or taken back, by their place. */
  const places = new Map<string, JarCookie>();

  /** What the answer has changed. */
  const changed: JarCookie[] = [];

  function note(cookies: readonly JarCookie[]): void {
    for (const cookie of cookies) if (belongsTo(cookie, host.origin.host)) places.set(placeOf(cookie), cookie);
  }

  function toldToPage(): HeaderList {
    const page = siblingOrigin(exchange, hosts);
    const origin = page === undefined ? undefined : hosts.originOf(page.slice('https://'.length));
    if (!origin || serializeOrigin(origin) === serializeOrigin(host.origin)) return [];
    const told = changed.filter((cookie) => belongsTo(cookie, origin.host));
    if (told.length === 0) return [];
    const copies = new Map(
      shown(jar.visible(`${serializeOrigin(origin)}/`)).map((cookie) => [placeOf(cookie), cookie]),
    );
    const places = new Map(told.map((cookie) => [placeOf(cookie), cookie]));
    const values = [...places].flatMap(([place, cookie]) => {
      const copy = copies.get(place);
      return (copy ? copyOf(copy) : takeBack(cookie)) ?? [];
    });
    const text = encodeURIComponent(Buffer.from(withinLimit(values).join('\n'), 'latin1').toString());
    return text.length > LONGEST
      ? []
      : [
          [COOKIES_FIELD, text],
          ['access-control-expose-headers', COOKIES_FIELD],
        ];
  }

  return {
    header: jar.cookieHeader(url, site),
    answered(answer) {
      changed.push(...jar.storeFromResponse(headerValues(answer, 'set-cookie'), url, site));
      note(changed);
      // After Set-Cookie: browsers clear what the same answer sets as well. An answer in clear has no say.
      if (secure && clearsCookies(answer)) note(jar.clear(host.origin.host));
    },
    fields() {
      const copies = new Map(shown(jar.visible(url)).map((cookie) => [placeOf(cookie), cookie]));
      const missing = drift.missing.filter((cookie) => copies.get(placeOf(cookie))?.value === cookie.value);
      note(missing);
      const kept = new Set(copies.keys());
      const mirrorPlace = { domains: domainsOf(exchange.authority, hosts.table.suffix), path };
      const values = [
        ...[...places].map(([place, cookie]) => {
          const copy = copies.get(place);
          return copy ? copyOf(copy) : takeBack(cookie);
        }),
        ...jar.worthTakingBack(drift.extra).flatMap((name) => takeBackAll(name, mirrorPlace, kept)),
      ].filter((value) => value !== undefined);
      return [
        ...withinLimit(values).map((value) => ['set-cookie', value] as const),
        ...clearJournal(browser),
        ...toldToPage(),
      ];
    },
  };
}

/** The suffix host, without port, and the domains above it that are still the gateway's. */
function domainsOf(authority: string, suffix: string): readonly string[] {
  const labels = authority.replace(/:\d+$/, '').split('.');
  return labels
    .map((_label, at) => labels.slice(at).join('.'))
    .filter((domain) => domain === suffix || domain.endsWith(`.${suffix}`));
}
