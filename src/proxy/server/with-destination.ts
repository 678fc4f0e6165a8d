import type { Inbound } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';

/**
 * The headers with fetch metadata where WebKit leaves them out: when it looks for a new service worker. Script and imports
 * would be taken for ordinary ones then, and a worker without the runtime would take the place of the one with it. The script says by
 * a field of its own what it is (Service Workers, "Update", step 7.1), and what it imports has a grant in its URL and the root of the
 * worker's origin for its referrer. Nothing is trusted for it: whoever is no browser can send the metadata itself.
 */
export function withDestination({
  method,
  authority,
  mark,
  headers,
}: Pick<Inbound, 'method' | 'authority' | 'mark' | 'headers'>): HeaderList {
  if (method !== 'GET' || headers.some(([name]) => name.startsWith('sec-fetch-'))) return headers;
  const origin = headerValue(headers, 'origin') ?? '';
  const isOwn = origin === `https://${authority}`;
  const isScript = isOwn && headerValue(headers, 'service-worker') === 'script';
  const isImport = mark?.startsWith('module.') === true && headerValue(headers, 'referer') === `${origin}/`;
  if (!isScript && !isImport) return headers;
  return [
    ...headers,
    ['sec-fetch-dest', 'serviceworker'],
    ['sec-fetch-mode', isScript ? 'same-origin' : 'cors'],
    ['sec-fetch-site', isOwn ? 'same-origin' : 'cross-site'],
  ];
}
