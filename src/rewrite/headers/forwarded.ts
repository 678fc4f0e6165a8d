import { type HeaderList, headerValues } from '../../model/headers.ts';
import { type Origin, serializeOrigin } from '../../model/host-map.ts';

/**
 * Fields by which a client could claim another address, host, scheme or path than it has. Every proxy names them its own
 * way and back ends believe them, so none passes.
 */
const CLAIMS: ReadonlySet<string> = new Set([
  'cf-connecting-ip',
  'client-ip',
  'fastly-client-ip',
  'forwarded',
  'true-client-ip',
  'wl-proxy-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-original-host',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
]);

export function isForwardingClaim(name: string): boolean {
  return CLAIMS.has(name) || name.startsWith('x-forwarded-');
}

/**
 * Forwarding fields as the app gets them. The client's list is kept and its own address appended at the end, so the last
 * entry is the one the gateway vouches for; host, scheme and port are the origin's truth, whatever the client claimed.
 */
export function forwardedFields(headers: HeaderList, remoteAddress: string, origin: Origin): HeaderList {
  const earlier = headerValues(headers, 'x-forwarded-for')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  return [
    ['x-forwarded-for', [...earlier, remoteAddress].join(', ')],
    ['x-forwarded-host', serializeOrigin(origin).slice(origin.scheme.length + 3)],
    ['x-forwarded-proto', origin.scheme],
    ['x-forwarded-port', String(origin.port)],
  ];
}
