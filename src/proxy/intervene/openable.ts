import type { Inbound } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { wantsPage } from '../refusals.ts';

/**
 * Whether a request can be interrupted and opened again afterwards: a page of its own window that is only read. A form that
 * was sent would be lost, a frame and a download cannot show another site's page, and a script does not look at one.
 */
export function isOpenable({ method, headers }: Pick<Inbound, 'method' | 'headers'>): boolean {
  const dest = headerValue(headers, 'sec-fetch-dest');
  return (method === 'GET' || method === 'HEAD') && wantsPage(headers) && (dest === undefined || dest === 'document');
}
