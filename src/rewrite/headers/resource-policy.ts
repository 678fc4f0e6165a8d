import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import type { HostMap, Origin } from '../../model/host-map.ts';
import { fetchSite, type SameSite } from './fetch-site.ts';

/** Whether the browser takes a page for the same site that is another one: under the suffix all are one site to it. */
export function seemsSameSite(headers: HeaderList, hosts: HostMap, target: Origin, sameSite: SameSite): boolean {
  const claimed = headerValue(headers, 'sec-fetch-site');
  return claimed === 'same-site' && fetchSite(claimed, headers, hosts, target, sameSite) === 'cross-site';
}

/** Fetch section 3.7: the value counts as a whole, so a list of two is no policy. */
function isSameSiteOnly(headers: HeaderList): boolean {
  return headerValues(headers, 'cross-origin-resource-policy').join(', ').trim() === 'same-site';
}

/**
 * Whether an answer must not reach the page that asked (Fetch, "cross-origin resource policy check"): its app gave it to
 * its own site alone, and the page only seems to be of that site. An asker that hides who it is counts as a stranger.
 */
export function isKeptFromAsker(request: HeaderList, answer: HeaderList, isStranger: boolean): boolean {
  return isStranger && headerValue(request, 'sec-fetch-mode') === 'no-cors' && isSameSiteOnly(answer);
}

/** Such an answer is judged for each asker anew, so no cache may give it to another page without asking. */
export function judgedEachTime(answer: HeaderList): HeaderList {
  if (!isSameSiteOnly(answer)) return answer;
  const stored = headerValues(answer, 'cache-control').some((value) => /no-store/i.test(value));
  return [
    ...answer.filter(([name]) => name !== 'cache-control' && name !== 'expires' && name !== 'pragma'),
    ['cache-control', stored ? 'no-store' : 'private, no-cache'],
  ];
}
