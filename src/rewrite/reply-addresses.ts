import type { ReplyTable } from '../model/host-map.ts';
import type { MapUrl } from './url.ts';

/** Parameters of a sign-in that say where the browser is to come back (RFC 6749 section 3.1.2, RP-Initiated Logout section 2). */
const WAYS_BACK = /\b((?:post_logout_)?redirect_uri=)([^&]*)/g;

/**
 * The way back that a request to a provider names: where an app keeps a provider of its own, and that provider knows the app's
 * addresses under the suffix as well, the request has to name those, or the browser would leave the gateway with the answer. Only
 * addresses of the table change, and only in queries of its endpoints.
 */
export function createReplyAddresses({ endpoints, ways }: ReplyTable): {
  readonly toSuffix: MapUrl;
  readonly toOrigin: MapUrl;
} {
  const exchanging = (from: 0 | 1, to: 0 | 1): MapUrl => {
    const table = new Map(ways.map((way) => [way[from], way[to]]));
    const exchange = (_whole: string, name: string, value: string): string => name + (table.get(value) ?? value);
    return (url) =>
      url.replace(/^([^?#]+)\?[^#]*/, (start, endpoint: string) =>
        endpoints.includes(endpoint) ? start.replace(WAYS_BACK, exchange) : start,
      );
  };
  return { toSuffix: exchanging(0, 1), toOrigin: exchanging(1, 0) };
}
