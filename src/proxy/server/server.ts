import type { IncomingMessage } from 'node:http';
import type { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { fastify } from 'fastify';
import type { PresentedCertificate } from '../../model/certificate.ts';
import { createDeviceServer, type DeviceServerOptions } from './device-server.ts';
import type { RawRequest } from './inbound.ts';
import type { RawResponse } from './send-reply.ts';
import { startTlsFront } from './tls-front.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Largest header block in bytes, either HTTP version. */
  readonly headerBytes: number;
  /** Milliseconds a client may take to send its header block. */
  readonly headersTimeout: number;
  readonly resolveSni: (servername: string, callback: (error: Error | null, context?: SecureContext) => void) => void;
  /** The host that asks browsers for a certificate, if any does. */
  readonly device: Pick<DeviceServerOptions, 'servername' | 'keyPair' | 'authorities'> | undefined;
}

/** A connection on which the browser was asked for a certificate. */
export interface AskedConnection {
  readonly certificate: PresentedCertificate | undefined;
}

export interface ServerHandlers {
  /** `target` is the request target exactly as it came. The promise never rejects. */
  readonly request: (raw: RawRequest, response: RawResponse, target: string, asked?: AskedConnection) => Promise<void>;
  readonly upgrade: (raw: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Server {
  readonly port: number;
  close(): Promise<void>;
}

const TOO_LARGE_TEXT =
  'The request carries more headers or cookies than the gateway accepts. Its cookies have been cleared: load the page again.\n';
/**
 * Only cookies that the gateway did not set make a browser's request so large. They would come again with every request, so the browser
 * is told to drop all it has for this site, the session among them (Clear Site Data, section 3.1).
 */
const CLEARING = { 'clear-site-data': '"cookies"', 'cache-control': 'no-store' } as const;
const TOO_LARGE = [
  'HTTP/1.1 431 Request Header Fields Too Large',
  'Connection: close',
  'Content-Type: text/plain; charset=utf-8',
  ...Object.entries(CLEARING).map(([name, value]) => `${name}: ${value}`),
  '',
  TOO_LARGE_TEXT,
].join('\r\n');
/** Octets and fields that HTTP/2 takes in, so that a request with more than it may have is answered and not just broken off. */
const ANSWERED = { octets: 1024 * 1024, fields: 1000 } as const;
const MALFORMED =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe browser sent a request that the gateway cannot read safely.\n';
/** Requests of HTTP/2 that a browser may have under way on a connection. */
export const STREAMS = 128;
/** Every request is handled by one route; the router reads neither target nor method, so that none can confuse it and none is refused. */
const ONE_ROUTE = { method: 'POST', url: '/exchange' } as const;

/** Starts the browser-facing server: TLS 1.2+, HTTP/2 and HTTP/1.1 on one port (RFC 7301 ALPN). */
export async function startServer(options: ServerOptions, handlers: ServerHandlers): Promise<Server> {
  const arrived = new WeakMap<object, { readonly target: string; readonly method: string | undefined }>();
  const app = fastify({
    http2: true,
    https: {
      allowHTTP1: true,
      // What an app sends twice by mistake (`Date`, `X-Content-Type-Options`) reaches the browser so, which knows what to make of it.
      strictSingleValueFields: false,
      SNICallback: options.resolveSni,
      minVersion: 'TLSv1.2',
      maxHeaderSize: options.headerBytes,
      maxHeaderListPairs: ANSWERED.fields,
      settings: {
        maxHeaderListSize: Math.max(options.headerBytes, ANSWERED.octets),
        maxConcurrentStreams: STREAMS,
        enableConnectProtocol: false,
      },
      headersTimeout: options.headersTimeout,
    } as never,
    logger: false,
    forceCloseConnections: true,
    requestTimeout: 0,
    exposeHeadRoutes: false,
    rewriteUrl: (raw) => {
      arrived.set(raw, { target: raw.url ?? '', method: raw.method });
      Object.assign(raw, { method: ONE_ROUTE.method });
      return ONE_ROUTE.url;
    },
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(error.code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE : MALFORMED);
      else socket.destroy();
    },
  });
  // Ahead of what reads a media type: a request whose type is none (`Content-Type: json`) is the app's affair.
  app.addHook('onRequest', async (request, reply) => {
    reply.hijack();
    const raw = request.raw as unknown as RawRequest;
    const { target = '', method } = arrived.get(raw) ?? {};
    Object.assign(raw, { method });
    // What came would go back as it is, with what the gateway put into it (RFC 9110 section 9.3.8).
    if (/^trac[ek]$/i.test(method ?? '')) {
      reply.raw.writeHead(405, { 'content-length': '0' }).end();
      return;
    }
    if (octetsOf(raw.rawHeaders) > options.headerBytes) {
      reply.raw.writeHead(431, { 'content-type': 'text/plain; charset=utf-8', ...CLEARING }).end(TOO_LARGE_TEXT);
      return;
    }
    await handlers.request(raw, reply.raw as unknown as RawResponse, target);
  });
  app.route({ ...ONE_ROUTE, handler: async () => {} });
  const server = app.server;
  // 100 Continue is sent when the body is first read: after the policies, never for a refused upload (RFC 9110 10.1.1).
  server.on('checkContinue', (raw: RawRequest, response: RawResponse) => {
    raw.once('resume', () => response.writeContinue());
    server.emit('request', raw, response);
  });
  server.on('upgrade', handlers.upgrade);
  if (options.device) return startWithDeviceHost(app, server, options, options.device, handlers);
  await app.listen({ host: options.host, port: options.port });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () => app.close(),
  };
}

function octetsOf(fields: readonly string[]): number {
  return fields.reduce((sum, text) => sum + text.length, 0);
}

/** The same port for both servers: a front reads which host a connection is for. */
async function startWithDeviceHost(
  app: { ready(): PromiseLike<unknown>; close(): Promise<unknown> },
  server: NetServer,
  { host, port, headerBytes, headersTimeout }: ServerOptions,
  device: NonNullable<ServerOptions['device']>,
  handlers: ServerHandlers,
): Promise<Server> {
  await app.ready();
  const deviceServer = createDeviceServer(
    { ...device, headerBytes, headersTimeout },
    (raw, response, target, presented) => handlers.request(raw, response, target, { certificate: presented }),
  );
  const front = await startTlsFront({
    host,
    port,
    timeout: headersTimeout,
    serverFor: (name) => (name === device.servername ? deviceServer : server),
  });
  return {
    port: front.port,
    async close() {
      const stopped = front.stop();
      await app.close();
      deviceServer.closeAllConnections();
      front.cut();
      await stopped;
    },
  };
}
