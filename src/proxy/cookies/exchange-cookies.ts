import type { Routed } from '../../model/exchange.ts';
import { type HeaderList, headerValues } from '../../model/headers.ts';
import type { HostMap } from '../../model/host-map.ts';
import { clearsCookies } from '../../rewrite/headers/clear-site-data.ts';
import type { AppJar } from './app-jar.ts';
import { clearJournal, readBrowserCookies } from './browser-cookies.ts';
import { belongsTo, cookieUrl, type JarCookie, pathMatches } from './jar-cookie.ts';
import { copyOf, findDrift, placeOf, shown, takeBack, takeBackAll, withinLimit } from './mirror.ts';
import { requestSite } from './site.ts';

/** The cookies of one exchange, on their way through the app's jar. */
export interface ExchangeCookies {
  /** The Cookie field the app gets. */
  readonly header: string | undefined;
  /** Takes what the app's answer says of cookies into the jar, also when the answer itself is then refused. */
  answered(headers: HeaderList): void;
  /** Set-Cookie fields that bring the browser's copies in line with the jar, and take back the journal it sent. */
  fields(): HeaderList;
}

/**
 * Applies the journal a request carries, and finds out how the browser's copies differ from the jar at that moment: what
 * script writes while the app thinks is not known here, and must not be overwritten with what was before.
 */
export function openCookies(exchange: Routed, jar: AppJar, hosts: HostMap): ExchangeCookies {
  const { originUrl: url, headers, method, host } = exchange;
  const { path, secure } = cookieUrl(url);
  const browser = readBrowserCookies(headers);
  jar.storeFromScript(browser.journal, url);
  const site = requestSite(method, headers, hosts, host.origin);
  const here = (): readonly JarCookie[] => jar.visible(url).filter((cookie) => pathMatches(path, cookie.path));
  const drift = findDrift(browser.app, here());
  /** Copies that are to be renewed or taken back, by their place. */
  const places = new Map<string, JarCookie>();

  function note(cookies: readonly JarCookie[]): void {
    for (const cookie of cookies) if (belongsTo(cookie, host.origin.host)) places.set(placeOf(cookie), cookie);
  }

  return {
    header: jar.cookieHeader(url, site),
    answered(answer) {
      note(jar.storeFromResponse(headerValues(answer, 'set-cookie'), url, site));
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
      return [...withinLimit(values).map((value) => ['set-cookie', value] as const), ...clearJournal(browser)];
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
