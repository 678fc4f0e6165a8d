import { type HeaderList, headerValue } from '../../model/headers.ts';

/** Methods that need no preflight (Fetch standard, "CORS-safelisted method"). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);
const SAFE_TYPES: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);

/**
 * Fields that a browser adds by itself after it has asked, or that script cannot set: forbidden and safelisted ones (Fetch
 * standard, 2.2.2), those of its cache, its network and its hints. A script that sets one of a cache's is not told apart.
 */
const OF_BROWSER: ReadonlySet<string> = new Set(
  (
    'accept accept-language content-language range accept-charset accept-encoding connection content-length cookie cookie2 date dnt expect ' +
    'host keep-alive origin referer te trailer transfer-encoding upgrade via user-agent cache-control pragma priority ' +
    'upgrade-insecure-requests if-none-match if-modified-since if-match if-unmodified-since if-range save-data purpose ' +
    'device-memory dpr viewport-width width rtt downlink ect service-worker service-worker-navigation-preload x-client-data ' +
    // What GStreamer, which plays films for WebKit, asks every server of a radio station.
    'icy-metadata'
  ).split(' '),
);

/** Sent by an EventSource that connects again, which never asks leave (HTML 9.2.3). */
const AGAIN = 'last-event-id';

/** What a preflight asks leave for. */
export interface PreflightQuestion {
  /** The origin that asks, as the app knows it. */
  readonly origin: string;
  readonly method: string;
  /** Names of fields in lower case, in order. */
  readonly fields: readonly string[];
  readonly withCookies: boolean;
}

/** The fields of a request that need leave, in lower case and in order. */
export function fieldsToAskFor(headers: HeaderList): string[] {
  const isStream = headerValue(headers, 'accept') === 'text/event-stream';
  const names = headers
    .filter(([name, value]) => !isFree(name.toLowerCase(), value) && !(isStream && name.toLowerCase() === AGAIN))
    .map(([name]) => name.toLowerCase());
  return [...new Set(names)].sort();
}

function isFree(name: string, value: string): boolean {
  if (name === 'content-type') return SAFE_TYPES.has((value.split(';')[0] ?? '').trim().toLowerCase());
  return OF_BROWSER.has(name) || name.startsWith('sec-') || name.startsWith('proxy-');
}

export function needsPreflight({ method, fields }: Pick<PreflightQuestion, 'method' | 'fields'>): boolean {
  return !SAFE_METHODS.has(method) || fields.length > 0;
}

/** Whether the answer to a preflight lets the request be sent (Fetch standard, 4.8, steps 6 and 7). */
export function isGivenLeave(status: number, headers: HeaderList, question: PreflightQuestion): boolean {
  const { origin, method, fields, withCookies } = question;
  const allowed = headerValue(headers, 'access-control-allow-origin')?.trim();
  if (status < 200 || status > 299) return false;
  if (allowed !== origin && (allowed !== '*' || withCookies)) return false;
  if (withCookies && headerValue(headers, 'access-control-allow-credentials')?.trim() !== 'true') return false;
  const methods = listOf(headers, 'access-control-allow-methods');
  const names = listOf(headers, 'access-control-allow-headers').map((name) => name.toLowerCase());
  const any = (list: readonly string[]): boolean => !withCookies && list.includes('*');
  if (!SAFE_METHODS.has(method) && !methods.includes(method) && !any(methods)) return false;
  // Browsers take the asterisk for `authorization` as well, against the letter of the standard.
  return fields.every((name) => names.includes(name) || any(names));
}

function listOf(headers: HeaderList, field: string): string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === field)
    .flatMap(([, value]) => value.split(',').map((each) => each.trim()));
}
