import type { Routed } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';

/** Destinations of what is shown within another document (Fetch, "request destination"). */
const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame', 'object', 'embed']);
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

export const isFrame = (destination: string): boolean => FRAMES.has(destination);

/**
 * Whether a request may be what a document without an origin opens: a frame within it, or a page in its own window or another one. Such
 * a document is of no site and has no name to give (HTML 7.1.5, Referrer Policy 8.3). Never one of the gateway's paths.
 */
export function mayBeOpaqueNavigation({
  method,
  target,
  headers,
}: Pick<Routed, 'method' | 'target' | 'headers'>): boolean {
  const destination = headerValue(headers, 'sec-fetch-dest') ?? '';
  return (
    METHODS.has(method) &&
    !target.startsWith(HANDOFF_PATH) &&
    headerValue(headers, 'sec-fetch-mode') === 'navigate' &&
    headerValue(headers, 'sec-fetch-site') === 'cross-site' &&
    (destination === 'document' || isFrame(destination)) &&
    (headerValue(headers, 'origin') ?? 'null') === 'null' &&
    headerValue(headers, 'upgrade') === undefined
  );
}
