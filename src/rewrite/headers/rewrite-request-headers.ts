import type { HeaderList } from '../../model/headers.ts';
import { type HostMap, type Origin, serializeOrigin } from '../../model/host-map.ts';
import { unmarkEtags } from './etag.ts';
import { fetchSite, type SameSite } from './fetch-site.ts';
import { forwardedFields } from './forwarded.ts';
import { withoutHopByHop } from './hop-by-hop.ts';
import { toOriginText } from './origin-text.ts';

export interface RequestContext {
  readonly hosts: HostMap;
  /** The app host the request goes to. */
  readonly origin: Origin;
  /** Address of the browser. */
  readonly remoteAddress: string;
  readonly sameSite: SameSite;
}

/** New value of a field, or undefined to drop it. `headers` is the whole request as the browser sent it. */
type RequestTransform = (value: string, context: RequestContext, headers: HeaderList) => string | undefined;

const drop: RequestTransform = () => undefined;
/** Content codings the gateway can read. */
const CODINGS = new Set(['gzip', 'x-gzip', 'br', 'zstd', 'deflate', 'identity', '*']);

/** Request fields that do not pass as they are. A field with no row does, unless it names a suffix host. */
const TRANSFORMS: Readonly<Record<string, RequestTransform>> = {
  host: drop,
  cookie: drop,
  forwarded: drop,
  'x-forwarded-for': drop,
  'x-forwarded-host': drop,
  'x-forwarded-proto': drop,
  'x-forwarded-port': drop,
  'x-forwarded-server': drop,
  'x-original-url': drop,
  'x-rewrite-url': drop,
  // Node answers 100 Continue itself, when the body is first wanted.
  expect: drop,
  'http2-settings': drop,
  origin: (value, { hosts }) => {
    const mapped = hosts.toOrigin(value);
    return mapped === value && value.includes(hosts.table.suffix) ? 'null' : mapped;
  },
  referer: (value, { hosts }) => {
    const mapped = hosts.toOrigin(value);
    return mapped === value && value.includes(hosts.table.suffix) ? undefined : toOriginText(mapped, hosts);
  },
  'sec-fetch-site': (value, { hosts, origin, sameSite }, headers) => fetchSite(headers, value, hosts, origin, sameSite),
  'accept-encoding': (value) => {
    const kept = value.split(',').map((coding) => coding.trim()).filter((coding) => CODINGS.has(coding.split(';')[0]!.trim().toLowerCase()));
    return kept.length === 0 ? 'identity' : kept.join(', ');
  },
  'if-none-match': unmarkEtags,
  'if-match': unmarkEtags,
  'if-range': unmarkEtags,
};

/**
 * Headers of a request, suffix -> origin. Cookies are left out: the jar adds the app's. Names with an underscore are
 * dropped, because many origins read them as the name with a hyphen (the class of CVE-2025-64484).
 */
export function rewriteRequestHeaders(headers: HeaderList, context: RequestContext): HeaderList {
  const { hosts, origin } = context;
  const list: [string, string][] = [['host', serializeOrigin(origin).slice(origin.scheme.length + 3)]];
  for (const [name, value] of withoutHopByHop(headers)) {
    if (name.includes('_') || name.startsWith('sallyport-')) continue;
    const transform = Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    const mapped = transform ? transform(value, context, headers) : toOriginText(value, hosts);
    if (mapped !== undefined) list.push([name, mapped]);
  }
  return [...list, ...forwardedFields(headers, context.remoteAddress, origin)];
}
