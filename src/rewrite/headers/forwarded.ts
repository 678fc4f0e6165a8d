import { type HeaderList, headerValues } from '../../model/headers.ts';
import type { Origin } from '../../model/host-map.ts';

/**
 * Forwarding fields as the app gets them. The client's list is kept and its own address appended at the end (so the last
 * entry is the one the gateway vouches for); host, scheme and port are the origin's truth, whatever the client claimed.
 */
export function forwardedFields(headers: HeaderList, remoteAddress: string, origin: Origin): HeaderList {
  const earlier = headerValues(headers, 'x-forwarded-for').map((value) => value.trim()).filter((value) => value !== '');
  return [
    ['x-forwarded-for', [...earlier, remoteAddress].join(', ')],
    ['x-forwarded-host', origin.host],
    ['x-forwarded-proto', origin.scheme],
    ['x-forwarded-port', String(origin.port)],
  ];
}
