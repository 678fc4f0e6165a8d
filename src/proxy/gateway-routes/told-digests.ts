import type { Identified, Permitted, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { type CheckedResource, DIGESTS_ROUTE } from '../../rewrite/html/integrity.ts';
import { GATEWAY_PATH } from './gateway-routes.ts';

const START = `${GATEWAY_PATH}${DIGESTS_ROUTE}?`;

/**
 * The digests that a file has once it comes through the gateway, for a page whose script names some: what stands in markup is
 * translated as it streams by (docs/decisions/0006-integrity-is-translated.md). A line for each file. Undefined for every other request. Only the
 * page's own host is answered; a file that has none of the digests named gets no other ones. Throws Failures.
 */
export async function toldDigests(
  asked: Permitted,
  translated: (resources: readonly CheckedResource[]) => Promise<readonly string[]>,
): Promise<Reply | undefined> {
  const { target, method } = asked;
  if (!target.startsWith(START)) return undefined;
  if (!isAskedByOwnPage(asked))
    throw new Failure('forbidden-origin', 'digests are told to pages of the very same origin');
  const query = new URLSearchParams(target.slice(START.length));
  const resources = checkedIn(query);
  if (method !== 'GET' || resources === undefined) throw new Failure('bad-request', 'no digests to translate');
  return {
    status: 200,
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ['cache-control', 'no-store'],
      ['x-content-type-options', 'nosniff'],
    ],
    body: (await translated(resources)).map((digests) => digests.replace(/[\n\f\r]+/g, ' ')).join('\n'),
  };
}

/** WebKit says nothing of the site where script waits for an answer, but names the page; no page can name another host's. */
function isAskedByOwnPage({ headers, authority }: Identified): boolean {
  const site = headerValue(headers, 'sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  return URL.parse(headerValue(headers, 'referer') ?? '')?.origin === `https://${authority}`;
}

/** The files that a question names: each with a URL, digests and what it is loaded as; undefined where one is not whole. */
function checkedIn(query: URLSearchParams): readonly CheckedResource[] | undefined {
  const [urls = [], digests = [], loads = []] = ['url', 'digests', 'loads'].map((name) => query.getAll(name));
  if (urls.length === 0 || digests.length !== urls.length || loads.length !== urls.length) return undefined;
  const resources: CheckedResource[] = [];
  for (const [at, url] of urls.entries()) {
    const [digest, how] = [digests[at], loads[at]];
    if (!url || !URL.canParse(url) || !digest || (how !== 'script' && how !== 'style')) return undefined;
    resources.push({ url, digests: digest, loads: how, separator: '\t \t' });
  }
  return resources;
}
