import { randomBytes } from 'node:crypto';
import type { Reply } from '../model/exchange.ts';
import type { HeaderList } from '../model/headers.ts';

/** Answers of the handoff hold one-time values and personal state: no cache keeps them, no Referer carries them. */
export const NO_STORE: HeaderList = [
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
];

export function redirect(location: string, cookies: HeaderList = [], status: 302 | 303 = 302): Reply {
  // An isolated page (COEP) takes no image whose way leads by here without it, and there is nothing in a redirect to read.
  const corp = ['cross-origin-resource-policy', 'cross-origin'] as const;
  return { status, headers: [['location', location], corp, ...NO_STORE, ...cookies], body: undefined };
}

export function empty(status: number, extra: HeaderList = []): Reply {
  return { status, headers: [...NO_STORE, ...extra], body: undefined };
}

export interface PageOptions {
  readonly cookies?: HeaderList;
  /** Origins the page loads images from. */
  readonly images?: readonly string[];
  /** For a page with a form: under `no-referrer` browsers send `Origin: null` with a POST (Fetch, section 3.2). */
  readonly form?: boolean;
  /** For a page whose script asks its own host. */
  readonly asks?: boolean;
}

/** A page of the gateway's own under the strictest policy it works with. */
export function page(
  html: (nonce: string) => string,
  { cookies = [], images = [], form = false, asks = false }: PageOptions = {},
): Reply {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    ['img-src data:', ...images].join(' '),
    ...(asks ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    // A form's redirects are held to this as well, and signing out may lead to the identity provider.
    form ? "form-action 'self' https:" : "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = form ? NO_STORE.filter(([name]) => name !== 'referrer-policy') : NO_STORE;
  return {
    status: 200,
    headers: [
      ['content-type', 'text/html; charset=utf-8'],
      ['content-security-policy', policy],
      ...(form ? [['referrer-policy', 'same-origin'] as const] : []),
      ...headers,
      ...cookies,
    ],
    body: html(nonce),
  };
}
