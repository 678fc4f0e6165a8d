import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Inbound } from '../../../model/exchange.ts';
import type { HeaderList } from '../../../model/headers.ts';

/** A request for a handler that knows Node's own requests only. `mount` is what stands before `path` in its URLs. */
export interface NodeRequest extends Pick<Inbound, 'method' | 'headers'> {
  readonly mount: string;
  /** Path and query below `mount`. */
  readonly path: string;
  readonly body: Buffer | undefined;
}

export interface NodeAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
}

/** Fields that belong to the connection, which is not there. */
const OF_CONNECTION = new Set(['connection', 'transfer-encoding', 'content-length', 'keep-alive', 'upgrade', 'expect']);

/** Lets a handler answer without a socket. Rejects when it ends the answer by an error. */
export function askHandler(handler: RequestListener, request: NodeRequest): Promise<NodeAnswer> {
  // Koa tells by the socket whether a request came over TLS; a gateway takes no other.
  const socket = Object.assign(new Socket(), { encrypted: true });
  const incoming = Object.assign(new IncomingMessage(socket), {
    method: request.method,
    url: request.path,
    originalUrl: request.mount + request.path,
  });
  for (const [name, value] of request.headers) if (!OF_CONNECTION.has(name)) incoming.headers[name] = value;
  if (request.body !== undefined) {
    incoming.headers['content-length'] = String(request.body.length);
    incoming.push(request.body);
  }
  incoming.push(null);
  return new Promise((resolve, reject) => {
    const response = new ServerResponse(incoming);
    const pieces: Buffer[] = [];
    const keep = (chunk: unknown): void => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) pieces.push(Buffer.from(chunk as string));
    };
    response.on('error', reject);
    response.write = ((chunk: unknown) => {
      keep(chunk);
      return true;
    }) as typeof response.write;
    response.end = ((chunk?: unknown) => {
      keep(chunk);
      const headers = Object.entries(response.getHeaders()).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)] as const),
      );
      resolve({ status: response.statusCode, headers, body: Buffer.concat(pieces).toString() });
      response.emit('finish');
      socket.destroy();
      return response;
    }) as typeof response.end;
    handler(incoming, response);
  });
}
