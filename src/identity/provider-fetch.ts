import { request } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { Origin } from '../model/host-map.ts';

export interface ProviderAddress {
  readonly ca: readonly string[];
  /** Where to connect instead of the URL's own host. */
  readonly connect: Origin | undefined;
}

/** Bytes of one answer and milliseconds for it: discovery documents and tokens are small. */
const MAX_ANSWER = 1024 * 1024;
const TIMEOUT = 10_000;

/** A `fetch` for the identity provider: https only, own trust, another address where configured, bounded. No redirects. */
export function providerFetch({ ca, connect }: ProviderAddress): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input));
    if (url.protocol !== 'https:') throw new Error(`${url.origin} is not https`);
    const body = init?.body === undefined || init.body === null ? undefined : String(init.body);
    const headers = Object.fromEntries(new Headers(init?.headers));
    return new Promise<Response>((resolve, reject) => {
      const outgoing = request(
        {
          method: init?.method ?? 'GET',
          host: connect?.host ?? url.hostname,
          port: connect?.port ?? (Number(url.port) || 443),
          path: url.pathname + url.search,
          servername: url.hostname,
          headers: {
            ...headers,
            host: url.host,
            ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          },
          ca: [...rootCertificates, ...ca],
          timeout: TIMEOUT,
          agent: false,
        },
        (answer) => {
          const pieces: Buffer[] = [];
          let size = 0;
          answer.on('data', (piece: Buffer) => {
            size += piece.length;
            if (size > MAX_ANSWER) outgoing.destroy(new Error('the identity provider’s answer is too large'));
            else pieces.push(piece);
          });
          answer.on('error', reject);
          answer.on('end', () => {
            const status = answer.statusCode ?? 502;
            const fields = new Headers();
            for (const [name, value] of Object.entries(answer.headers))
              fields.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
            const empty = status === 204 || status === 304;
            resolve(new Response(empty ? null : Buffer.concat(pieces), { status, headers: fields }));
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('the identity provider took too long')));
      outgoing.on('error', reject);
      init?.signal?.addEventListener('abort', () => outgoing.destroy(init.signal?.reason as Error));
      outgoing.end(body);
    });
  };
}
