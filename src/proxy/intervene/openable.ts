import type { Inbound } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { mark, TO_SAVE } from '../../rewrite/mark.ts';
import { wantsPage } from '../refusals.ts';

/**
 * Whether a request can be interrupted and opened again afterwards: a page of its own window that is only read. A form that
 * was sent would be lost, a frame and a download cannot show another site's page, and a script does not look at one.
 */
export function isOpenable({ method, headers }: Pick<Inbound, 'method' | 'headers'>): boolean {
  const dest = headerValue(headers, 'sec-fetch-dest');
  return (method === 'GET' || method === 'HEAD') && wantsPage(headers) && (dest === undefined || dest === 'document');
}

/** The target by which the same is asked for again: what is saved from the viewer is not shown in it instead. */
export function targetAgain({ target, mark: asked }: Pick<Inbound, 'target' | 'mark'>): string {
  return asked === TO_SAVE ? mark(target, TO_SAVE) : target;
}
