import { Failure } from '../../../model/failure.ts';
import type { HostMap } from '../../../model/host-map.ts';
import type { Onward } from '../../onward.ts';
import type { NodeAnswer } from './node-exchange.ts';

/** What an answer may carry (RFC 6749 section 4.1.2, RFC 9207). */
const PARAMETERS = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri'];

/** How an answer travels (OAuth 2.0 Multiple Response Types, section 2.1; Form Post, section 2). */
const MODES: Readonly<Record<string, (url: URL, answer: URLSearchParams) => Onward>> = {
  query(url, answer) {
    for (const [name, value] of answer) url.searchParams.set(name, value);
    return { url: url.href };
  },
  fragment(url, answer) {
    url.hash = answer.toString();
    return { url: url.href };
  },
  form_post: (url, answer) => ({ url: url.href, fields: Object.fromEntries(answer), keepsFragment: true }),
};

export function knowsMode(mode: string): boolean {
  return Object.hasOwn(MODES, mode);
}

/**
 * The provider's answer as it goes to the browser: to the suffixed one of the app's own addresses, in the mode that was asked
 * for. Throws Failure `bad-request` where the request named no address that is registered.
 */
export function authorizationAnswer(
  answer: NodeAnswer,
  mode: string,
  hosts: HostMap,
): {
  readonly onward: Onward /** The app's address, where it was given a code. */;
  readonly entered: string | undefined;
} {
  const location = answer.headers.find(([name]) => name === 'location')?.[1];
  if (answer.status < 300 || answer.status >= 400 || location === undefined)
    throw new Failure('bad-request', `${answer.status} ${answer.body}`);
  const url = new URL(location);
  const carried = new URLSearchParams();
  for (const name of PARAMETERS) {
    const value = url.searchParams.get(name);
    if (value !== null) carried.set(name, value);
    url.searchParams.delete(name);
  }
  const entered = carried.has('code') ? url.href : undefined;
  const onward = (MODES[mode] as (typeof MODES)[string])(url, carried);
  return { onward: { ...onward, url: hosts.toSuffix(onward.url) }, entered };
}
