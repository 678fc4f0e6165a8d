import { Readable } from 'node:stream';
import type { Permitted } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import type { HostMap } from '../../model/host-map.ts';
import type { Distance } from '../../rewrite/headers/fetch-site.ts';
import { toOriginText } from '../../rewrite/headers/origin-text.ts';
import { seemsSameSite } from '../../rewrite/headers/resource-policy.ts';
import { rewriteRequestHeaders } from '../../rewrite/headers/rewrite-request-headers.ts';
import { sameSite } from '../cookies/site.ts';

/** What goes to the upstream: the origin's own target, headers and cookies. */
export interface UpstreamView {
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Readable | undefined;
}

/** Destinations whose body will be rewritten, so a part of it would be of no use (RFC 9110 section 14). */
const WHOLE_ONLY = new Set([
  'document',
  'iframe',
  'frame',
  'object',
  'embed',
  'style',
  'script',
  'worker',
  'sharedworker',
  'serviceworker',
  'audioworklet',
  'paintworklet',
  'fencedframe',
  'manifest',
  'xslt',
]);
/** Documents carry page rules that may have changed since: the browser's copy is never revalidated against the app's. */
const DOCUMENTS = new Set(['document', 'iframe', 'frame', 'fencedframe', 'object', 'embed']);
const VALIDATORS = new Set(['if-none-match', 'if-modified-since', 'if-range', 'range']);
const RANGE = new Set(['range', 'if-range']);
const REVALIDATION = new Set(['if-none-match', 'if-modified-since']);
const NOTHING: ReadonlySet<string> = new Set();

/** Whether a request may have been for a part: of what is rewritten the gateway asks for the whole, whoever asked for less. */
export function mayAskPart(headers: HeaderList): boolean {
  return headerValue(headers, 'range') !== undefined && !WHOLE_ONLY.has(headerValue(headers, 'sec-fetch-dest') ?? '');
}

/**
 * Permitted -> the request as the origin would have got it from the browser directly. `cookie`: the app's own, none for a
 * page that asks without credentials. `led`: how far redirects on the way here have been.
 */
export function rewriteRequest(
  exchange: Permitted,
  hosts: HostMap,
  cookie: string | undefined,
  variant: string | undefined,
  led?: Distance,
): UpstreamView {
  const { host, headers, target } = exchange;
  const destination = headerValue(headers, 'sec-fetch-dest') ?? '';
  const dropped = DOCUMENTS.has(destination) ? VALIDATORS : WHOLE_ONLY.has(destination) ? RANGE : NOTHING;
  // What the browser keeps may be for another asker alone: a page that only seems to be of this site is answered anew.
  const anew = seemsSameSite(headers, hosts, host.origin, sameSite) ? REVALIDATION : NOTHING;
  const kept = headers.filter(([name]) => !dropped.has(name) && !anew.has(name));
  const rewritten = rewriteRequestHeaders(kept, {
    hosts,
    origin: host.origin,
    remoteAddress: exchange.remoteAddress,
    sameSite,
    ...(variant === undefined ? {} : { variant }),
    ...(led === undefined ? {} : { led }),
  });
  return {
    target: toOriginText(target, hosts),
    headers: cookie === undefined ? rewritten : [...rewritten, ['cookie', cookie] as const],
    body:
      exchange.body === undefined
        ? undefined
        : exchange.body instanceof Readable
          ? exchange.body
          : Readable.from(exchange.body),
  };
}
