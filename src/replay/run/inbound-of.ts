import { Readable } from 'node:stream';
import type { Asker } from '../../config/asker-schema.ts';
import type { Inbound } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import type { HostMap, Origin } from '../../model/host-map.ts';
import type { RecordedExchange } from '../har/recorded-exchange.ts';

/** How a browser asks for what it loads (Fetch, request destinations), by its own word in the recording. */
const BY_LOAD: Readonly<Record<string, readonly [destination: string, mode: string]>> = {
  document: ['document', 'navigate'],
  stylesheet: ['style', 'no-cors'],
  script: ['script', 'no-cors'],
  image: ['image', 'no-cors'],
  font: ['font', 'cors'],
  media: ['video', 'no-cors'],
  manifest: ['manifest', 'cors'],
  xhr: ['empty', 'cors'],
  fetch: ['empty', 'cors'],
};
/** The same by what came, where the recording does not say. */
const BY_TYPE: readonly (readonly [type: RegExp, destination: string, mode: string])[] = [
  [/^(text\/html|application\/xhtml)/, 'document', 'navigate'],
  [/^text\/css/, 'style', 'no-cors'],
  [/javascript/, 'script', 'no-cors'],
  [/^image\//, 'image', 'no-cors'],
  [/^font\//, 'font', 'cors'],
  [/^(audio|video)\//, 'video', 'no-cors'],
];
const REPLACED: ReadonlySet<string> = new Set(['host', 'cookie', 'referer', 'origin', 'user-agent', 'content-length']);
const CHROMIUM =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** The recorded request as the browser of `asker` would have sent it to the gateway. */
export function inboundOf(
  exchange: RecordedExchange,
  {
    id,
    at,
    authority,
    cookie,
  }: { readonly id: string; readonly at: number; readonly authority: string; readonly cookie: string },
  asker: Asker,
  hosts: HostMap,
): Inbound {
  const { method, headers, body, target } = exchange;
  const of = (name: string): string | undefined => headerValue(headers, name);
  const moved = (name: string): HeaderList => {
    const value = of(name);
    return value === undefined ? [] : [[name, hosts.toSuffix(value)]];
  };
  const isPreflight = method === 'OPTIONS' && of('access-control-request-method') !== undefined;
  const fetch = fetchMetadata(exchange);
  return {
    id,
    at,
    method,
    authority,
    target,
    headers: [
      ['host', authority],
      ...headers.filter(([name]) => !REPLACED.has(name) && !fetch.some(([known]) => known === name)),
      ['user-agent', asker.userAgent ?? of('user-agent') ?? CHROMIUM],
      ...moved('referer'),
      ...moved('origin'),
      ...fetch,
      ...(body ? ([['content-length', String(body.length)]] as const) : []),
      ...(isPreflight ? [] : ([['cookie', cookie]] as const)),
    ],
    body: body && Readable.from([body]),
    remoteAddress: asker.ip ?? '',
    httpVersion: '1.1',
  };
}

/** What is missing of it; a recording by an older browser or a proxy has none. */
function fetchMetadata({ method, headers, loads, answer }: RecordedExchange): HeaderList {
  const type = headerValue(answer.headers, 'content-type') ?? '';
  const reads = method === 'GET' || method === 'HEAD';
  const byType = BY_TYPE.find(([pattern]) => reads && pattern.test(type));
  const [destination, mode] = BY_LOAD[loads ?? ''] ?? (byType ? [byType[1], byType[2]] : ['empty', 'cors']);
  const site = destination === 'document' && headerValue(headers, 'referer') === undefined ? 'none' : 'same-origin';
  const defaults = { 'sec-fetch-dest': destination, 'sec-fetch-mode': mode, 'sec-fetch-site': site };
  // They say one thing together: what the browser wrote is taken whole.
  if (headerValue(headers, 'sec-fetch-dest') !== undefined) return [];
  return Object.entries(defaults);
}

/** The origin as the host table has it. */
export function originOf(text: string): Origin {
  const { protocol, hostname, port } = new URL(text);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  return { scheme, host: hostname, port: Number(port) || (scheme === 'http' ? 80 : 443) };
}
