import { type HeaderList, headerValue } from '../../model/headers.ts';
import { LED } from '../mark.ts';

/**
 * Destinations of elements, style sheets, manifests and speculation rules (Fetch, "request destination"). Their requests go with credentials
 * only because the rewriter made them (src/rewrite/html/credentials.ts); a page that wanted that itself marks the URL.
 */
const ELEMENTS: ReadonlySet<string> = new Set([
  'script',
  'style',
  'image',
  'audio',
  'video',
  'track',
  'font',
  'manifest',
  'speculationrules',
]);

/** A request as far as it says how it was asked. */
export interface Asked {
  readonly headers: HeaderList;
  /** The mark its URL carried (src/rewrite/mark.ts). */
  readonly mark?: string;
}

/**
 * Whether the request goes to another origin than its page's, with CORS: only then credentials modes differ. What another host has led
 * back to that of its page has no origin (Fetch 4.4), and Chromium calls it `same-origin` where a preflight went before.
 */
export function isCrossOriginCors({ headers }: Pick<Asked, 'headers'>): boolean {
  const origin = headerValue(headers, 'origin');
  return (
    headerValue(headers, 'sec-fetch-mode') === 'cors' &&
    (headerValue(headers, 'sec-fetch-site') !== 'same-origin' || origin === 'null') &&
    origin !== undefined
  );
}

/**
 * Whether a page at home would have asked without cookies (Fetch 3.2 and 4.6): the app is then sent none, and what it sets
 * is not kept. A manifest is fetched without cookies even from the page's own host (HTML 4.6.7.10).
 */
export function askedAnonymously({ headers, mark }: Asked): boolean {
  if (mark === 'include') return false;
  if (mark === 'same-origin' || mark === 'omit' || mark === LED) return true;
  const destination = headerValue(headers, 'sec-fetch-dest') ?? '';
  return destination === 'manifest' || (ELEMENTS.has(destination) && isCrossOriginCors({ headers }));
}
