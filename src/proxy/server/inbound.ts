import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Inbound } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { HeaderList } from '../../model/headers.ts';
import { markOf, unmark } from '../../rewrite/mark.ts';
import { plainAddress } from '../where/plain-address.ts';
import { withDestination } from './with-destination.ts';

/** A request of either HTTP version, as node gives it. */
export type RawRequest = IncomingMessage | Http2ServerRequest;

/**
 * Reads a raw request once into the one canonical view; every later stage and every policy sees exactly this.
 * Throws Failure `bad-request` for what two readers could understand differently: no or several Host fields, an
 * absolute-form or asterisk target, an authority with userinfo (RFC 9112 section 3.2, RFC 9113 section 8.3.1), a method that is no
 * token (RFC 9110 section 9.1).
 * Marks are taken off the target and every header, so that no log, policy or upstream ever sees one.
 */
export function readInbound(raw: RawRequest, target: string, at: number): Inbound {
  const headers = headerList(raw.rawHeaders);
  const hosts = headers.filter(([name]) => name === 'host');
  const pseudo = raw.rawHeaders.indexOf(':authority');
  const authority = (pseudo >= 0 ? raw.rawHeaders[pseudo + 1] : hosts[0]?.[1])?.toLowerCase();
  if (authority === undefined || authority === '') throw new Failure('bad-request', 'no Host');
  if (hosts.length > 1 || (pseudo >= 0 && hosts[0] && hosts[0][1].toLowerCase() !== authority)) {
    throw new Failure('bad-request', 'several different hosts');
  }
  if (!/^[a-z0-9._[\]:-]+$/.test(authority)) throw new Failure('bad-request', 'host with characters no host has');
  if (!target.startsWith('/')) throw new Failure('bad-request', 'request target is not a path');
  const { method = 'GET' } = raw;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(method)) throw new Failure('bad-request', 'a method with characters no method has');
  const mark = markOf(target);
  const view = {
    method,
    authority,
    target: unmark(target),
    ...(mark === undefined ? {} : { mark }),
  };
  return {
    id: randomBytes(16).toString('base64url'),
    at,
    ...view,
    headers: withDestination({ ...view, headers }),
    body: hasBody(raw) ? raw : undefined,
    remoteAddress: plainAddress(raw.socket.remoteAddress),
    httpVersion: raw.httpVersionMajor >= 2 ? '2' : raw.httpVersion === '1.0' ? '1.0' : '1.1',
  };
}

function headerList(raw: readonly string[]): HeaderList {
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!name.startsWith(':')) list.push([name, unmark(raw[i + 1]!)]);
  }
  return list;
}

function hasBody(raw: RawRequest): boolean {
  if ('stream' in raw && raw.httpVersionMajor >= 2) return !(raw as Http2ServerRequest).stream.endAfterHeaders;
  return raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0;
}
