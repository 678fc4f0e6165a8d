import { readFile } from 'node:fs/promises';
import { fromPem } from '../../devices/pem.ts';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { GATEWAY_PATH } from '../gateway-routes/gateway-routes.ts';

const PATH = `${GATEWAY_PATH}device-ca.crl`;

/**
 * Serves a revocation list to whoever asks, since it is public and other verifiers need it: on the sign-in host, because a
 * reader of lists must not be asked for a certificate. DER, as RFC 5280 section 4.2.1.13 wants it.
 */
export function createPublishedCrl(
  file: string,
  signInAuthority: string,
): (inbound: Inbound) => Promise<Reply | undefined> {
  return async ({ authority, method, target }) => {
    if (authority !== signInAuthority || target !== PATH || (method !== 'GET' && method !== 'HEAD')) return undefined;
    const bytes = await readFile(file);
    const [der = bytes] = fromPem('X509 CRL', bytes.toString('latin1'));
    const headers = [
      ['content-type', 'application/pkix-crl'],
      ['cache-control', 'public, max-age=600'],
      ['content-length', String(der.length)],
    ] as const;
    return {
      status: 200,
      headers,
      body: (async function* () {
        yield der;
      })(),
    };
  };
}
