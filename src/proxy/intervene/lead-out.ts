import { headerTarget } from '../../identity/deep-link.ts';
import { HANDOFF_PATH } from '../../identity/handoff-paths.ts';
import { redirect } from '../../identity/handoff-reply.ts';
import { isNavigation } from '../../identity/without-session.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { toOriginText } from '../../rewrite/headers/origin-text.ts';

/**
 * The redirect to the app's own host, for a user who is routed there: of pages that fill a window, and only where nothing is
 * sent. Everything else of a page that is open stays with the gateway, under its policies, until the user goes on.
 *
 * The host comes from the app table and the target begins with `/`, so that no spelling of it names another host. The browser keeps the fragment over the redirect (RFC 9110 section 10.2.2).
 */
export function leadOut(exchange: Identified, { decision }: Judgement, hosts: HostMap): Reply | undefined {
  const { method, headers, host, target } = exchange;
  if (decision.route?.outcome !== 'direct' || target.startsWith(HANDOFF_PATH)) return undefined;
  if ((method !== 'GET' && method !== 'HEAD') || !isNavigation(exchange)) return undefined;
  if ((headerValue(headers, 'sec-fetch-dest') ?? 'document') !== 'document') return undefined;
  return redirect(`${serializeOrigin(host.origin)}${headerTarget(toOriginText(target, hosts))}`);
}
