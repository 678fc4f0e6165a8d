import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';

export interface OriginsFrontOptions {
  /** 0 for a free port. */
  readonly port: number;
  readonly tls: { readonly key: string; readonly cert: string };
  /** Host name in lower case -> loopback port of the app that serves it. */
  readonly routes: ReadonlyMap<string, number>;
}

export interface OriginsFront {
  readonly port: number;
  close(): Promise<void>;
}

/** Fields of one connection only (RFC 9110, 7.6.1), and those a front sets itself. */
const OWN_FIELDS = /^(connection|keep-alive|proxy-connection|te|forwarded|x-forwarded-(for|host|proto|port))$/i;

/**
 * The TLS front of the demo's company network: one https port for all origin names, each led to its app by Host. Bodies
 * stream both ways and are never touched, as behind any load balancer.
 */
export async function startOriginsFront({ port, tls, routes }: OriginsFrontOptions): Promise<OriginsFront> {
  const server = createServer({ ...tls, minVersion: 'TLSv1.2', requestTimeout: 0 });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => forward(request, response, routes.get(hostOf(request))));
  server.on('upgrade', (request, socket, head) => tunnel(request, socket, head, routes.get(hostOf(request))));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
}

/** The request's fields for the app: own ones taken out, where it came from put in. */
function fieldsFor(request: IncomingMessage): string[] {
  const fields: string[] = [];
  const raw = request.rawHeaders;
  for (let at = 0; at < raw.length; at += 2)
    if (!OWN_FIELDS.test(raw[at] ?? '')) fields.push(raw[at] ?? '', raw[at + 1] ?? '');
  fields.push('X-Forwarded-For', request.socket.remoteAddress ?? '127.0.0.1', 'X-Forwarded-Proto', 'https');
  fields.push('X-Forwarded-Host', request.headers.host ?? '', 'X-Forwarded-Port', '443');
  return fields;
}

function forward(request: IncomingMessage, response: ServerResponse, port: number | undefined): void {
  if (port === undefined) {
    response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('No app of the demo has this host name.\n');
    return;
  }
  const { method, url } = request;
  const outgoing = httpRequest({
    host: '127.0.0.1',
    port,
    method,
    path: url,
    headers: fieldsFor(request),
    agent: false,
  });
  outgoing.on('response', (answer) => {
    const fields: string[] = [];
    for (let at = 0; at < answer.rawHeaders.length; at += 2)
      if (!/^(connection|keep-alive|transfer-encoding)$/i.test(answer.rawHeaders[at] ?? ''))
        fields.push(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '');
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', fields);
    response.flushHeaders();
    pipeline(answer, response, () => outgoing.destroy());
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('The app behind this name does not answer.\n');
  });
  response.once('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

/** Upgrades go through byte for byte; the app answers the handshake itself. */
function tunnel(request: IncomingMessage, socket: Duplex, head: Buffer, port: number | undefined): void {
  if (port === undefined) {
    socket.end('HTTP/1.1 421 Misdirected Request\r\nConnection: close\r\n\r\n');
    return;
  }
  const app = connect(port, '127.0.0.1', () => {
    const fields = fieldsFor(request);
    let lines = `${request.method} ${request.url} HTTP/1.1\r\nConnection: Upgrade\r\n`;
    for (let at = 0; at < fields.length; at += 2) lines += `${fields[at]}: ${fields[at + 1]}\r\n`;
    app.write(`${lines}\r\n`, 'latin1');
    if (head.length > 0) app.write(head);
    pipeline(socket, app, socket, () => app.destroy());
  });
  app.once('error', () => socket.destroy());
  socket.once('error', () => app.destroy());
}
