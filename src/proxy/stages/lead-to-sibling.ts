import type { Handoff } from '../../identity/handoff.ts';
import type { OpenSession } from '../../identity/session-store.ts';
import type { Reply, Screened } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { LED, markPath, unmark } from '../../rewrite/mark.ts';
import type { GrantsOf } from '../body/grants-of.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What may be a module: its relative imports need a grant as well, so it is led by one. */
const MODULES: ReadonlySet<string> = new Set(['script', 'json', 'audioworklet', 'paintworklet']);

/**
 * A redirect to another host of the app, of what a page has asked its own host for with CORS: what follows comes without cookies
 * unless the page said `include`, which nobody can tell here. So its URL carries what opens that host instead; where cookies do come, they
 * count. What a page is known to ask a sibling for without cookies is led on as such.
 */
export function leadToSibling(
  exchange: Screened & { readonly open: OpenSession },
  reply: Reply,
  hosts: HostMap,
  grants: GrantsOf,
  handoff: Pick<Handoff, 'lead'>,
): Reply {
  const { headers, app, authority, target, open, mark } = exchange;
  if (!REDIRECTS.has(reply.status) || (mark !== LED && headerValue(headers, 'sec-fetch-mode') !== 'cors')) return reply;
  const here = `https://${authority}`;
  const next = URL.parse(unmark(headerValue(reply.headers, 'location') ?? ''), here + target);
  const origin = next && hosts.originOf(next.host);
  if (!origin || !app.hosts.some((host) => serializeOrigin(host.origin) === serializeOrigin(origin))) return reply;
  const isWithout = mark === LED || (mark === 'same-origin' && next.origin !== here);
  const leaves = headerValue(headers, 'sec-fetch-site') === 'same-origin' && next.origin !== here;
  if (!leaves && !isWithout) return reply;
  const url = MODULES.has(headerValue(headers, 'sec-fetch-dest') ?? '')
    ? markPath(next.href, grants(exchange).module)
    : handoff.lead(open, next, isWithout);
  return { ...reply, headers: reply.headers.map(([name, value]) => [name, name === 'location' ? url : value]) };
}
