import type { Facts } from '../model/decision.ts';
import { readUserAgent, type UserAgent } from './user-agent.ts';

type ClientFacts = Pick<Facts, 'byToken' | 'userAgent'>;

/** What kind of client it is: no browser ever comes by a token, and of the others there is their own word alone. */
export function clientOf({ byToken, userAgent }: ClientFacts): UserAgent['client'] {
  return byToken ? 'native' : readUserAgent(userAgent)?.client;
}

/**
 * Whether a client with a session calls itself an app. A session is signed in to by a browser, and whoever has one can send whatever user
 * agent: what holds for browsers must not end there.
 */
export function claimsNative(facts: ClientFacts): boolean {
  return !facts.byToken && clientOf(facts) === 'native';
}
