import { type HeaderList, headerValues } from '../../model/headers.ts';
import { type HostMap, type Origin, serializeOrigin } from '../../model/host-map.ts';
import { narrowAcceptEncoding } from './accept-encoding.ts';
import { unmarkEtags } from './etag.ts';
import { type Distance, fetchSite, type SameSite } from './fetch-site.ts';
import { forwardedFields, isForwardingClaim } from './forwarded.ts';
import { withoutHopByHop } from './hop-by-hop.ts';
import { toOriginText } from './origin-text.ts';
import { rewriteOrigin, rewriteReferer } from './page-url.ts';

export interface RequestContext {
  readonly hosts: HostMap;
  /** The app host the request goes to. */
  readonly origin: Origin;
  /** Address of the browser. */
  readonly remoteAddress: string;
  readonly sameSite: SameSite;
  /** The farthest from its page that redirects have been which led to this request. */
  readonly led?: Distance;
  /** Which variant of a body the browser may have a copy of (etag.ts). */
  readonly variant?: string;
}

/** New value of a field, or undefined to drop it. `headers` is the whole request as the browser sent it. */
type RequestTransform = (value: string, context: RequestContext, headers: HeaderList) => string | undefined;

const drop: RequestTransform = () => undefined;

/** Request fields that do not pass as they are. A field with no row does, unless it names a suffix host. */
const TRANSFORMS: Readonly<Record<string, RequestTransform>> = {
  host: drop,
  cookie: drop,
  cookie2: drop,
  // Node answers 100 Continue itself, when the body is first wanted.
  expect: drop,
  // RFC 7838 section 5: names the road that was taken to the gateway.
  'alt-used': drop,
  // Deltas and shared dictionaries are against bytes the upstream never sent (RFC 3229, RFC 9842).
  'a-im': drop,
  'available-dictionary': drop,
  'dictionary-id': drop,
  origin: (value, { hosts }) => rewriteOrigin(value, hosts),
  referer: (value, { hosts, origin }) => rewriteReferer(value, hosts, origin),
  'sec-fetch-site': (value, { hosts, origin, sameSite, led }, headers) =>
    fetchSite(value, headers, hosts, origin, sameSite, led),
  'accept-encoding': (value) => narrowAcceptEncoding(value),
  'if-none-match': (value, { variant }) => unmarkEtags(value, variant),
  'if-match': (value, { variant }) => unmarkEtags(value, variant),
  'if-range': (value, { variant }) => unmarkEtags(value, variant),
};

/**
 * Headers of a request, suffix -> origin. Cookies are left out: the jar adds the app's. Names with an underscore are
 * dropped, because many origins read them as the name with a hyphen (the class of CVE-2025-64484).
 */
export function rewriteRequestHeaders(headers: HeaderList, context: RequestContext): HeaderList {
  const { hosts, origin } = context;
  const list: [string, string][] = [['host', serializeOrigin(origin).slice(origin.scheme.length + 3)]];
  const passing = withoutHopByHop(headers);
  for (const [name, value] of passing) {
    if (name.includes('_') || isForwardingClaim(name)) continue;
    const transform = Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    const mapped = transform ? transform(value, context, headers) : toOriginText(value, hosts);
    if (mapped !== undefined) list.push([name, mapped]);
  }
  // Trailers are passed on; transfer codings are this hop's affair (RFC 9110 section 10.1.4).
  const trailers = headerValues(headers, 'te').some((value) => /(^|,)\s*trailers\s*($|,)/i.test(value));
  if (trailers) list.push(['te', 'trailers']);
  return [...list, ...forwardedFields(passing, context.remoteAddress, origin)];
}
