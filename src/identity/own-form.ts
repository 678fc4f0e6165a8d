import type { Inbound } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { headerValue } from '../model/headers.ts';

/** Bytes of a form. */
const MAX_FORM = 16_384;

/** The fields of a form of the gateway's own, sent by the page that holds it. Throws Failure for any other. */
export async function readOwnForm(inbound: Inbound): Promise<URLSearchParams> {
  refuseOtherOrigins(inbound);
  return readForm(inbound);
}

/** Every app is same-site under the suffix: only the gateway's own page may send it. */
export function refuseOtherOrigins({ headers, authority }: Inbound): void {
  const origin = headerValue(headers, 'origin');
  const site = headerValue(headers, 'sec-fetch-site');
  if (origin !== `https://${authority}` || (site !== undefined && site !== 'same-origin'))
    throw new Failure('forbidden-origin', `form from ${origin ?? 'nobody'} (${site ?? 'no fetch metadata'})`);
}

async function readForm({ body }: Inbound): Promise<URLSearchParams> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_FORM) throw new Failure('bad-request', 'the form is too large');
    pieces.push(piece);
  }
  return new URLSearchParams(Buffer.concat(pieces).toString());
}
