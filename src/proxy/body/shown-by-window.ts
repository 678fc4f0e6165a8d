import type { Screened } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';

/**
 * Whether the browser says that a window shows an answer, and not a frame, which the page around it sees to; of a redirect it shows
 * nothing (Fetch 4.4).
 */
export function isShownByWindow({ headers, status }: Pick<Screened, 'headers' | 'status'>): boolean {
  return headerValue(headers, 'sec-fetch-dest') === 'document' && (status < 300 || status > 399);
}
