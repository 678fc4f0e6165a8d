import { createHash } from 'node:crypto';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import type { MintedGrants } from '../../rewrite/grant-url.ts';
import { OF_SIBLING } from '../../rewrite/mark.ts';

/** Whether a file was asked for by a page of another origin, so that its relative URLs are not the page's own. */
export function isForeign(headers: HeaderList): boolean {
  const site = headerValue(headers, 'sec-fetch-site');
  return site === 'same-site' || site === 'cross-site';
}

interface Asked {
  readonly headers: HeaderList;
  readonly mark?: string | undefined;
}

/**
 * The same of a style sheet: to Firefox what one imports is asked for by that one, which may be of another origin than the page. Where
 * parts of pages have grants, that of an import says it as well: nothing on the page's own host has one.
 */
export function isOfSibling({ headers, mark = '' }: Asked): boolean {
  return mark === OF_SIBLING || mark.startsWith('part.') || isForeign(headers);
}

/** Destinations whose files may hold grants. */
const HOLDING: ReadonlySet<string> = new Set([
  'style',
  'script',
  'worker',
  'sharedworker',
  'serviceworker',
  'audioworklet',
  'paintworklet',
]);

/**
 * A word for what the grants in a style sheet or script depend on: user, app, period and where it is used. It goes into the
 * entity tag, so that a copy with other grants is never confirmed. Undefined for whatever holds none.
 */
export function grantVariant(asked: Asked, mint: () => MintedGrants): string | undefined {
  if (!HOLDING.has(headerValue(asked.headers, 'sec-fetch-dest') ?? '')) return undefined;
  const { font, image, module, part = '' } = mint();
  const hash = createHash('sha256').update(`${isOfSibling(asked)} ${font} ${image} ${module} ${part}`);
  return hash.digest('base64url').slice(0, 12);
}
