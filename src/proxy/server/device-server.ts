import { constants } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createSecureContext, type DetailedPeerCertificate, type SecureContext, TLSSocket } from 'node:tls';
import type { PresentedCertificate } from '../../model/certificate.ts';
import type { RawResponse } from './send-reply.ts';

export interface DeviceServerOptions {
  readonly servername: string;
  /** PEM chain and key for `servername`; asked for at every connection, since certificates are renewed. */
  readonly keyPair: () => Promise<{ readonly cert: string; readonly key: string }>;
  /** PEM texts of the authorities a browser's certificate must come from. */
  readonly authorities: readonly string[];
  readonly headerBytes: number;
  readonly headersTimeout: number;
}

type Serve = (
  raw: IncomingMessage,
  response: RawResponse,
  target: string,
  presented: PresentedCertificate | undefined,
) => Promise<void>;

/** Certificates of one chain that are looked at. */
const MAX_CHAIN = 8;

/**
 * The TLS server of the device host, which asks every browser for a certificate and takes any answer: none, or a wrong one,
 * ends in a page and not in a broken connection. HTTP/1.1 and one request a connection, so that browsers use it for no
 * other host (RFC 9113 section 9.1.1), and no session is resumed, so that every visit proves the key again.
 */
export function createDeviceServer(options: DeviceServerOptions, serve: Serve): Server {
  const { keyPair, authorities, headerBytes, headersTimeout } = options;
  let made: { readonly cert: string; readonly context: SecureContext } | undefined;

  async function context(): Promise<SecureContext> {
    const pair = await keyPair();
    if (made?.cert !== pair.cert) {
      const ca = [...authorities];
      // An intermediate that was given without its root is an authority of its own.
      const fresh = createSecureContext({ ...pair, ca, allowPartialTrustChain: true, minVersion: 'TLSv1.2' });
      made = { cert: pair.cert, context: fresh };
    }
    return made.context;
  }

  const server = createServer(
    {
      SNICallback: (servername, callback) => {
        if (servername.toLowerCase() !== options.servername) return callback(new Error(`not ${servername}`));
        context().then(
          (ready) => callback(null, ready),
          (error: Error) => callback(error),
        );
      },
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: false,
      secureOptions: constants.SSL_OP_NO_TICKET,
      maxHeaderSize: headerBytes,
      headersTimeout,
    },
    (raw, response) => {
      const socket = raw.socket;
      if (!(socket instanceof TLSSocket)) return void raw.destroy();
      void serve(raw, response, raw.url ?? '', presentedOn(socket));
    },
  );
  server.maxRequestsPerSocket = 1;
  return server;
}

/** The certificate of a connection, and what OpenSSL found of it. */
function presentedOn(socket: TLSSocket): PresentedCertificate | undefined {
  let each: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  const chain: Buffer[] = [];
  while (each?.raw && chain.length < MAX_CHAIN) {
    chain.push(each.raw);
    each = each.issuerCertificate === each ? undefined : each.issuerCertificate;
  }
  if (chain.length === 0) return undefined;
  const problem = socket.authorizationError;
  return {
    chain,
    trusted: socket.authorized,
    ...(socket.authorized || !problem ? {} : { problem: String(problem) }),
  };
}
