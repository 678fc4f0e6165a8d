import { createHash } from 'node:crypto';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import type { GrantedDestination } from '../../rewrite/css/grants.ts';

/** Whether a style sheet was asked for by a page of another origin, so that its relative URLs are not the page's own. */
export function isForeignSheet(headers: HeaderList): boolean {
  const site = headerValue(headers, 'sec-fetch-site');
  return site === 'same-site' || site === 'cross-site';
}

/**
 * A word for what a style sheet's grants depend on: user, app, period and where it is used. It goes into the entity tag, so
 * that a copy with other grants is never confirmed. Undefined for whatever is no style sheet.
 */
export function grantVariant(
  headers: HeaderList,
  mint: () => Readonly<Record<GrantedDestination, string>>,
): string | undefined {
  if (headerValue(headers, 'sec-fetch-dest') !== 'style') return undefined;
  const { font, image } = mint();
  const hash = createHash('sha256').update(`${isForeignSheet(headers)} ${font} ${image}`);
  return hash.digest('base64url').slice(0, 12);
}
