import type { Identified } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';

/** Whether a page of the very same host sends this: to browsers a sibling app is same-site, so same-site is hostile (law 9). */
export function isFromOwnPage(exchange: Identified): boolean {
  const site = headerValue(exchange.headers, 'sec-fetch-site');
  return (
    headerValue(exchange.headers, 'origin') === `https://${exchange.authority}` &&
    (site === undefined || site === 'same-origin')
  );
}
