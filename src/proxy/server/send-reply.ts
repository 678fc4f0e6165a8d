import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from '../../model/exchange.ts';
import type { HeaderList } from '../../model/headers.ts';
import { inPieces } from './in-pieces.ts';

export type RawResponse = ServerResponse | Http2ServerResponse;

/** Fields a response of HTTP/2 may not carry (RFC 9113 section 8.2.2). */
const CONNECTION_FIELDS = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/**
 * Writes a reply, streaming its body; resolves with the number of body bytes once the last one is handed over. Rejects when
 * the body or the client breaks off; by then the connection (or the HTTP/2 stream) is destroyed, so that the browser never
 * takes a part for the whole.
 */
export async function sendReply(response: RawResponse, reply: Reply, method: string): Promise<number> {
  if (reply.isBrokenOff) {
    (response as ServerResponse).destroy(new Error('the app has not answered'));
    return 0;
  }
  const http2 = 'stream' in response;
  // Node's HTTP/2 has no others; a client takes them for a 5xx (RFC 9110, 15).
  response.statusCode = http2 && reply.status > 599 ? 500 : reply.status;
  for (const [name, values] of grouped(reply.headers, http2)) (response as ServerResponse).setHeader(name, values);
  if (typeof reply.body === 'string') {
    const bytes = Buffer.from(reply.body);
    response.setHeader('content-length', bytes.length);
    if (method === 'HEAD') {
      response.end();
      return 0;
    }
    response.end(bytes);
    return bytes.length;
  }
  if (reply.body === undefined || method === 'HEAD' || reply.status === 204 || reply.status === 304) {
    if (reply.body instanceof Readable) reply.body.destroy();
    response.end();
    return 0;
  }
  const source = reply.body instanceof Readable ? reply.body : Readable.from(reply.body, { objectMode: false });
  const pieces = inPieces();
  let sent = 0;
  pieces.on('data', (piece: Buffer) => {
    sent += piece.length;
  });
  try {
    await pipeline(source, pieces, response as ServerResponse, { end: false });
    const trailers = reply.trailers ? await reply.trailers : [];
    if (trailers.length > 0) response.addTrailers(Object.fromEntries(trailers));
    response.end();
    return sent;
  } catch (error) {
    (response as ServerResponse).destroy(error as Error);
    throw error;
  }
}

function grouped(headers: HeaderList, http2: boolean): Map<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of headers) {
    if (http2 && CONNECTION_FIELDS.has(name)) continue;
    const earlier = fields.get(name);
    if (earlier === undefined) fields.set(name, value);
    else if (Array.isArray(earlier)) earlier.push(value);
    else fields.set(name, [earlier, value]);
  }
  return fields;
}
