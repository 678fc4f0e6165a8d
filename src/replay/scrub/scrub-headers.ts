import type { HeaderList } from '../../model/headers.ts';
import { BOUNDARY } from './scrub-form.ts';
import type { Scrubber } from './scrubber.ts';

type Treatment = 'words' | 'cookie' | 'type' | 'agent' | RegExp;

const REQUEST: Readonly<Record<string, Treatment>> = {
  ...treat(
    'words',
    'accept accept-encoding cache-control pragma te priority x-requested-with upgrade-insecure-requests origin referer',
  ),
  ...treat(
    'words',
    'access-control-request-method access-control-request-headers depth overwrite destination timeout service-worker',
  ),
  ...treat(
    'words',
    'sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user x-http-method-override tus-resumable upload-metadata',
  ),
  'content-disposition': 'words',
  'content-type': 'type',
  'user-agent': 'agent',
  range: /^bytes=(\d{0,12}-\d{0,12})(, ?\d{0,12}-\d{0,12}){0,8}$/,
  'content-range': /^bytes (\d{1,15}-\d{1,15}|\*)\/(\d{1,15}|\*)$/,
  'upload-offset': /^\d{1,15}$/,
  'upload-length': /^\d{1,15}$/,
};

const RESPONSE: Readonly<Record<string, Treatment>> = {
  ...treat(
    'words',
    'accept-ranges cache-control pragma vary link location content-location refresh age x-frame-options referrer-policy',
  ),
  ...treat(
    'words',
    'content-security-policy content-security-policy-report-only cross-origin-opener-policy cross-origin-embedder-policy',
  ),
  ...treat(
    'words',
    'cross-origin-resource-policy permissions-policy strict-transport-security x-content-type-options x-xss-protection',
  ),
  ...treat(
    'words',
    'access-control-allow-origin access-control-allow-methods access-control-allow-headers access-control-allow-credentials',
  ),
  ...treat(
    'words',
    'access-control-expose-headers access-control-max-age timing-allow-origin service-worker-allowed origin-agent-cluster dav allow',
  ),
  ...treat('words', 'clear-site-data sourcemap x-sourcemap x-download-options etag'),
  'set-cookie': 'cookie',
  'content-disposition': 'words',
  'content-type': 'type',
  'content-range': /^bytes (\d{1,15}-\d{1,15}|\*)\/(\d{1,15}|\*)$/,
};

function treat(treatment: Treatment, names: string): Readonly<Record<string, Treatment>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, treatment]));
}

/** Fields of a request that may stay, scrubbed. No cookie and no credential is among them. */
export function scrubRequestHeaders(headers: HeaderList, scrub: Scrubber): HeaderList {
  return scrubbed(headers, REQUEST, scrub);
}

/** Fields of an answer that may stay, scrubbed. A cookie keeps its attributes alone. */
export function scrubResponseHeaders(headers: HeaderList, scrub: Scrubber): HeaderList {
  return scrubbed(headers, RESPONSE, scrub);
}

function scrubbed(headers: HeaderList, treatments: typeof REQUEST, scrub: Scrubber): HeaderList {
  return headers.flatMap(([name, value]) => {
    const treatment = Object.hasOwn(treatments, name) ? treatments[name] : undefined;
    const kept = treatment && treated(treatment, value, scrub);
    return kept === undefined ? [] : [[name, kept] as const];
  });
}

function treated(treatment: Treatment, value: string, scrub: Scrubber): string | undefined {
  if (treatment instanceof RegExp) return treatment.test(value) ? value : undefined;
  switch (treatment) {
    case 'words':
      return scrub.words(value, 'places');
    case 'type':
      return scrub.words(value.replace(/(;\s*boundary\s*=\s*)("[^"]*"?|[^\s;]*)/i, ''), 'places') + boundaryOf(value);
    case 'agent':
      return agentLike(value);
    case 'cookie':
      return cookieLike(value, scrub);
  }
}

function boundaryOf(value: string): string {
  return /;\s*boundary\s*=/i.test(value) ? `; boundary=${BOUNDARY}` : '';
}

/** `__Host-` and `__Secure-` are rules for browsers; behind them, and of the value, nothing stays. */
function cookieLike(value: string, scrub: Scrubber): string {
  const [pair = '', ...attributes] = value.split(';');
  const equals = pair.indexOf('=');
  const [, prefix = '', name = ''] =
    /^\s*(__(?:host|secure)-)?([\s\S]*)$/i.exec(equals < 0 ? '' : pair.slice(0, equals)) ?? [];
  const rules = attributes.filter((each) => !/^\s*expires\s*=/i.test(each)).map((each) => scrub.words(each, 'places'));
  return [`${prefix}${scrub.words(name, 'nothing')}=${scrub.prose(pair.slice(equals + 1))}`, ...rules].join(';');
}

/** Platform and family of a browser; versions and whatever else it says tell too much. */
const PLATFORMS: readonly (readonly [told: RegExp, platform: string])[] = [
  [/iphone/i, 'iPhone; CPU iPhone OS 18_0 like Mac OS X'],
  [/ipad/i, 'iPad; CPU OS 18_0 like Mac OS X'],
  [/android.*mobile/i, 'Linux; Android 10; K'],
  [/android/i, 'Linux; Android 10; Tablet'],
  [/macintosh/i, 'Macintosh; Intel Mac OS X 10_15_7'],
  [/windows/i, 'Windows NT 10.0; Win64; x64'],
  [/x11|linux/i, 'X11; Linux x86_64'],
];
const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const BROWSERS: readonly (readonly [told: RegExp, browser: (platform: string) => string])[] = [
  [/firefox\//i, (platform) => `Mozilla/5.0 (${platform}; rv:140.0) Gecko/20100101 Firefox/140.0`],
  [/edg\//i, (platform) => `Mozilla/5.0 (${platform}) ${KIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`],
  [/chrome\//i, (platform) => `Mozilla/5.0 (${platform}) ${KIT} Chrome/140.0.0.0 Safari/537.36`],
  [
    /safari\//i,
    (platform) => `Mozilla/5.0 (${platform}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15`,
  ],
];

function agentLike(value: string): string | undefined {
  const platform = PLATFORMS.find(([told]) => told.test(value))?.[1];
  const browser = BROWSERS.find(([told]) => told.test(value))?.[1];
  return platform !== undefined && browser ? browser(platform) : undefined;
}
