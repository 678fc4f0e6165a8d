import type { Identified } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';

/** Parts of a page that browsers read piece by piece. */
const PLAYED: ReadonlySet<string> = new Set(['audio', 'video', 'track']);
/** Destinations that show a document or save it. */
const SHOWN: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'fencedframe', 'embed', 'object']);
const RANGE: ReadonlySet<string> = new Set(['range', 'if-range']);
const CONDITIONS: ReadonlySet<string> = new Set(['if-none-match', 'if-modified-since']);

/**
 * Where a policy wants to see what is in the files a user downloads, the app is asked for whole ones: a piece shows nothing of the rest.
 * RFC 9110 14.2 lets any server answer so.
 */
export function askWhole<Exchange extends Identified>(
  exchange: Exchange,
  policies: Pick<PolicyDesk, 'contentNeeds' | 'changesBodies'>,
): Exchange {
  const { headers } = exchange;
  // A copy that the browser holds may be from before: it is not confirmed, and a piece cannot be changed.
  const destination = headerValue(headers, 'sec-fetch-dest') ?? 'document';
  const isPiece = !PLAYED.has(destination) && headers.some(([name]) => RANGE.has(name));
  const isShown = SHOWN.has(destination);
  const isAsked = (isShown || destination === 'empty') && headers.some(([name]) => CONDITIONS.has(name));
  if ((isPiece || isAsked) && policies.changesBodies(exchange, isPiece || isShown))
    return { ...exchange, headers: headers.filter(([name]) => !RANGE.has(name) && !CONDITIONS.has(name)) };
  if (!isPiece) return exchange;
  if (policies.contentNeeds(exchange, 'download', { url: exchange.originUrl }) === undefined) return exchange;
  return { ...exchange, headers: headers.filter(([name]) => !RANGE.has(name)) };
}
