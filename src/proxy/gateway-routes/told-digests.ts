import type { Permitted, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { type CheckedResource, DIGESTS_ROUTE } from '../../rewrite/html/integrity.ts';
import { GATEWAY_PATH } from './gateway-routes.ts';

const START = `${GATEWAY_PATH}${DIGESTS_ROUTE}?`;

/**
 * The digests that a file has once it comes through the gateway, for a page whose script names some: what stands in markup is
 * translated as it streams by (docs/decisions/0006-integrity-is-translated.md). Undefined for every other request. Only the
 * page's own host is answered; a file that has none of the digests named gets no other ones. Throws Failures.
 */
export async function toldDigests(
  { target, method, headers }: Permitted,
  translated: (resources: readonly CheckedResource[]) => Promise<readonly string[]>,
): Promise<Reply | undefined> {
  if (!target.startsWith(START)) return undefined;
  if (headerValue(headers, 'sec-fetch-site') !== 'same-origin')
    throw new Failure('forbidden-origin', 'digests are told to pages of the very same origin');
  const query = new URLSearchParams(target.slice(START.length));
  const [url, digests, loads] = ['url', 'digests', 'loads'].map((name) => query.get(name) ?? '');
  if (method !== 'GET' || !url || !URL.canParse(url) || !digests || (loads !== 'script' && loads !== 'style'))
    throw new Failure('bad-request', 'no digests to translate');
  return {
    status: 200,
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ['cache-control', 'no-store'],
      ['x-content-type-options', 'nosniff'],
    ],
    body: (await translated([{ url, digests, loads, separator: '\t \t' }])).join(''),
  };
}
