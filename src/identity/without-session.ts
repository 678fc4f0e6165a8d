import type { Inbound } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import { isPreflight } from './sibling-origin.ts';

/**
 * What becomes of a request without a session:
 * `lead` goes through sign-in, whatever that takes; `lead-silently` the same way, but only where the browser is signed in
 * already; `page` is told in words; `answer` is told in a form that script can read; `preflight` is asked by the browser,
 * which never sends cookies with it.
 */
export type WithoutSession = 'lead' | 'lead-silently' | 'page' | 'answer' | 'preflight';

export function withoutSession(inbound: Pick<Inbound, 'method' | 'headers'>): WithoutSession {
  if (isPreflight(inbound)) return 'preflight';
  const reads = inbound.method === 'GET' || inbound.method === 'HEAD';
  if (isNavigation(inbound)) return reads ? 'lead' : 'page';
  return reads && isSilentSubresource(inbound) ? 'lead-silently' : 'answer';
}

/** A navigation by fetch metadata (W3C Fetch Metadata section 2.2), or by what older browsers send with one. */
export function isNavigation({ headers }: Pick<Inbound, 'headers'>): boolean {
  const mode = headerValue(headers, 'sec-fetch-mode');
  if (mode !== undefined) return mode === 'navigate';
  return (
    /\btext\/html\b/.test(headerValue(headers, 'accept') ?? '') &&
    headerValue(headers, 'x-requested-with') === undefined
  );
}

/**
 * An image, style or script of a page under the same suffix: it follows redirects with its cookies and nobody reads the
 * answers on the way. From another site it would bring no cookies, so leading it anywhere is of no use.
 */
function isSilentSubresource({ headers }: Pick<Inbound, 'headers'>): boolean {
  const dest = headerValue(headers, 'sec-fetch-dest') ?? 'empty';
  const site = headerValue(headers, 'sec-fetch-site');
  return (
    headerValue(headers, 'sec-fetch-mode') === 'no-cors' &&
    dest !== 'empty' &&
    (site === 'same-site' || site === 'same-origin')
  );
}
