import type { Inbound } from '../model/exchange.ts';
import { boundTo, loginProviders, type OwnCookie, ownCookie } from './own-cookies.ts';
import type { Lapsed, OpenSession, SessionStore } from './session-store.ts';

/**
 * The sessions a browser holds: on an app's host the one of that host, on the sign-in host one of each provider whose apps it is in.
 * Providers know nothing of each other, so neither do these: one is never renewed, ended or shown to its provider in the place of another.
 */
export interface BrowserSessions {
  /** The one that this cookie of the host that was asked opens. */
  of(inbound: Pick<Inbound, 'headers' | 'authority'>, which: OwnCookie): Promise<OpenSession | undefined>;
  /** Whether the one of an app's host stands. To ask is no use of it. */
  stands(inbound: Pick<Inbound, 'headers' | 'authority'>): Promise<boolean>;
  /** The one that this cookie opened until it passed a limit. */
  lapsed(inbound: Pick<Inbound, 'headers' | 'authority'>, which: OwnCookie): Promise<Lapsed | undefined>;
  /** Every one on the sign-in host, in the order in which the browser sends them. */
  logins(inbound: Pick<Inbound, 'headers' | 'authority'>): Promise<readonly OpenSession[]>;
  /** The one of this id on the sign-in host. */
  login(inbound: Pick<Inbound, 'headers' | 'authority'>, sessionId: string): Promise<OpenSession | undefined>;
}

export function createBrowserSessions(sessions: Pick<SessionStore, 'open' | 'opens' | 'lapsed'>): BrowserSessions {
  const all: BrowserSessions = {
    async of({ headers, authority }, which) {
      const token = ownCookie(headers, which);
      const open = token === undefined ? undefined : await sessions.open(token, boundTo(which, authority));
      return typeof which === 'string' || open?.session.user.provider === which.login ? open : undefined;
    },
    async stands({ headers, authority }) {
      const token = ownCookie(headers, 'session');
      return token !== undefined && sessions.opens(token, authority);
    },
    async lapsed({ headers, authority }, which) {
      const token = ownCookie(headers, which);
      return token === undefined ? undefined : sessions.lapsed(token, authority);
    },
    async logins(inbound) {
      const found = await Promise.all(loginProviders(inbound.headers).map((login) => all.of(inbound, { login })));
      return found.filter((open) => open !== undefined);
    },
    async login(inbound, sessionId) {
      return (await all.logins(inbound)).find(({ session }) => session.id === sessionId);
    },
  };
  return all;
}
