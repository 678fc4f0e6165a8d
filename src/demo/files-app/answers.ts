import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from './pages/page.ts';
import { type Visitor, visitCookie, visitorOf } from './visitor.ts';

/** A request on its way through the app. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly visitor: Visitor;
}

export function callOf(request: IncomingMessage, response: ServerResponse): Call {
  const url = new URL(`https://${request.headers.host}${request.url}`);
  return { request, response, url, visitor: visitorOf(request.headers.cookie) };
}

/** A page; opening one counts as a visit. */
export function sendPage({ response, visitor }: Call, render: (nonce: string) => string, status = 200): void {
  const nonce = randomBytes(16).toString('base64url');
  send(response, status, 'text/html; charset=utf-8', render(nonce), {
    'content-security-policy': contentSecurityPolicy(nonce),
    'referrer-policy': 'strict-origin-when-cross-origin',
    'set-cookie': visitCookie(visitor),
    'cache-control': 'no-store',
  });
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  fields: Readonly<Record<string, string>> = {},
): void {
  send(response, status, 'application/json; charset=utf-8', `${JSON.stringify(value, null, 2)}\n`, {
    'cache-control': 'no-store',
    ...fields,
  });
}

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: Buffer | string,
  fields: Readonly<Record<string, string>> = {},
): void {
  const content = Buffer.from(body);
  response.writeHead(status, {
    'content-type': type,
    'content-length': content.length,
    'x-content-type-options': 'nosniff',
    ...fields,
  });
  response.end(content);
}

export function redirect(response: ServerResponse, location: string, status: 302 | 303): void {
  response.writeHead(status, { location, 'content-length': 0 });
  response.end();
}

/** Content-Disposition with a plain name for old receivers and the real one beside it (RFC 6266, RFC 8187). */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === name ? `${kind}; filename="${plain}"` : `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`;
}
