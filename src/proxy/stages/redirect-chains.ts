import type { Reply, Routed } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { HostMap } from '../../model/host-map.ts';
import { type Distance, farthest, fetchSite } from '../../rewrite/headers/fetch-site.ts';
import { unmark } from '../../rewrite/mark.ts';
import { sameSite } from '../cookies/site.ts';

/** Milliseconds within which a redirect is followed. */
const FOLLOWED = 60_000;
/** Chains remembered at a time; the oldest goes first. */
const MOST = 10_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const FRESHNESS: ReadonlySet<string> = new Set(['cache-control', 'expires', 'pragma']);

/**
 * How far from their page's site redirects have been. A browser tells it of the whole chain (Fetch Metadata 2.4), but to it all apps are one site: a page
 * that another app leads back to its own host would look as if it had never left it.
 */
export interface RedirectChains {
  /** The farthest that a chain has been which leads here; undefined where none is known. */
  ledBy(exchange: Asking): Distance | undefined;
  /** Notes where an answer leads. The reply; one that leads to another host is kept by no cache, so that each time it is followed is known. */
  lead(exchange: Asking, reply: Reply): Reply;
}

type Asking = Pick<Routed, 'authority' | 'target' | 'headers' | 'host'> & { readonly session: { readonly id: string } };

export function createRedirectChains(hosts: HostMap, now: () => number): RedirectChains {
  const chains = new Map<string, { readonly distance: Distance; readonly until: number }>();
  const keyOf = ({ session }: Asking, url: URL): string =>
    `${session.id} ${url.host}${unmark(url.pathname + url.search)}`;
  const urlOf = ({ authority, target }: Asking): URL | null => URL.parse(target, `https://${authority}`);

  function ledBy(exchange: Asking): Distance | undefined {
    const url = chains.size > 0 ? urlOf(exchange) : null;
    const chain = url && chains.get(keyOf(exchange, url));
    return chain && chain.until >= now() ? chain.distance : undefined;
  }

  return {
    ledBy,
    lead(exchange, reply) {
      const here = REDIRECTS.has(reply.status) ? urlOf(exchange) : null;
      const next = here && URL.parse(headerValue(reply.headers, 'location') ?? '', here.href);
      if (!here || !next || !hosts.originOf(next.host)) return reply;
      const claimed = headerValue(exchange.headers, 'sec-fetch-site') ?? '';
      const led = ledBy(exchange);
      if (claimed === 'same-site') {
        const distance = fetchSite(claimed, exchange.headers, hosts, exchange.host.origin, sameSite, led) as Distance;
        const key = keyOf(exchange, next);
        const before = chains.get(key);
        const known = before && before.until >= now() ? before.distance : undefined;
        if (distance !== 'same-origin') {
          // Anew, so that the oldest stand first.
          chains.delete(key);
          chains.set(key, { distance: farthest(distance, known), until: now() + FOLLOWED });
        }
        if (chains.size > MOST) chains.delete(chains.keys().next().value!);
      }
      if (next.host === here.host) return reply;
      const headers = reply.headers.filter(([name]) => !FRESHNESS.has(name));
      return { ...reply, headers: [...headers, ['cache-control', 'no-store']] };
    },
  };
}
