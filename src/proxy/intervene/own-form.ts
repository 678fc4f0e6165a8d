import type { Inbound } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';

/** Every app is same-site under the suffix: only the gateway's own page may send its form. */
export function refuseOtherOrigins({ headers, authority }: Inbound): void {
  const origin = headerValue(headers, 'origin');
  const site = headerValue(headers, 'sec-fetch-site');
  if (origin !== `https://${authority}` || (site !== undefined && site !== 'same-origin'))
    throw new Failure('forbidden-origin', `answer from ${origin ?? 'nobody'} (${site ?? 'no fetch metadata'})`);
}
