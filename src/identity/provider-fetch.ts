import { request } from 'node:https';
import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';
import type { Origin } from '../model/host-map.ts';

export interface ProviderAddress {
  readonly issuer: string;
  /** PEM texts trusted in addition to what Node trusts. */
  readonly ca: readonly string[];
  /** Where to connect instead of the issuer's own host. */
  readonly connect: Origin | undefined;
  /** Milliseconds without a byte; the callers limit the whole by the same. */
  readonly timeout: number;
}

/** The provider gave no usable answer: not reached, too slow, too large, or failing. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

/** Bytes of one answer: discovery documents, keys and tokens are small. */
const MAX_ANSWER = 1024 * 1024;

/** A `fetch` for the identity provider: https only, own trust, another address where configured, bounded. No redirects. */
export function providerFetch({ issuer, ca, connect, timeout }: ProviderAddress): typeof fetch {
  const issuerHost = new URL(issuer).host;
  const trusted = [...getCACertificates('default'), ...ca];
  return async (input, init) => {
    const url = new URL(String(input));
    if (url.protocol !== 'https:') throw new ProviderUnreachable(`${url.origin} is not https`);
    init?.signal?.throwIfAborted();
    const body = init?.body === undefined || init.body === null ? undefined : String(init.body);
    const headers = new Headers(init?.headers);
    headers.set('host', url.host);
    if (body !== undefined) headers.set('content-length', String(Buffer.byteLength(body)));
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const elsewhere = url.host === issuerHost ? connect : undefined;
    return new Promise<Response>((resolve, reject) => {
      const outgoing = request(
        {
          method: init?.method ?? 'GET',
          host: elsewhere?.host ?? hostname,
          port: elsewhere?.port ?? (Number(url.port) || 443),
          path: url.pathname + url.search,
          ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
          headers: Object.fromEntries(headers),
          ca: trusted,
          timeout,
          agent: false,
        },
        (answer) => {
          const status = answer.statusCode ?? 0;
          if (status < 200 || status >= 500) {
            outgoing.destroy(new ProviderUnreachable(`${url.origin} answered ${status}`));
            return;
          }
          const pieces: Buffer[] = [];
          let size = 0;
          answer.on('data', (piece: Buffer) => {
            size += piece.length;
            if (size > MAX_ANSWER)
              outgoing.destroy(new ProviderUnreachable(`the answer of ${url.origin} is too large`));
            else pieces.push(piece);
          });
          answer.on('error', failed);
          answer.on('end', () => {
            const fields = new Headers();
            for (const [name, values] of Object.entries(answer.headersDistinct))
              for (const value of values ?? []) fields.append(name, value);
            const none = status === 204 || status === 205 || status === 304;
            resolve(new Response(none ? null : Buffer.concat(pieces), { status, headers: fields }));
          });
        },
      );
      const failed = (error: Error): void =>
        reject(
          error instanceof ProviderUnreachable
            ? error
            : new ProviderUnreachable(`${url.origin}: ${error.message}`, { cause: error }),
        );
      outgoing.on('timeout', () => outgoing.destroy(new ProviderUnreachable(`${url.origin} took too long`)));
      outgoing.on('error', failed);
      const abort = (): void => void outgoing.destroy(new ProviderUnreachable(`${url.origin} took too long`));
      init?.signal?.addEventListener('abort', abort, { once: true });
      outgoing.on('close', () => init?.signal?.removeEventListener('abort', abort));
      outgoing.end(body);
    });
  };
}
