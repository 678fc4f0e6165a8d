import type { Inbound, Reply } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import type { HeaderList } from '../model/headers.ts';
import type { BrowserSessions } from './browser-sessions.ts';
import type { HandoffPages } from './handoff-pages.ts';
import { HANDOFF_PATH, splitTarget } from './handoff-paths.ts';
import { page, redirect } from './handoff-reply.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Landing, Landings } from './landings.ts';
import { leave, type Onward } from './onward.ts';
import { clearDoubledCookie, clearOwnCookie, loginProviders, type OwnCookie } from './own-cookies.ts';
import { refuseOtherOrigins } from './own-form.ts';
import type { Partings } from './partings.ts';
import type { OpenSession } from './session-store.ts';

export interface SignOutParts {
  /** Authority of the sign-in host. */
  readonly signInAuthority: string;
  readonly providers: ReadonlyMap<string, { readonly protocol: IdentityProvider }>;
  readonly pages: Pick<HandoffPages, 'leave' | 'signOut' | 'signedOut'>;
  readonly browser: BrowserSessions;
  readonly signedOut: (inbound: Inbound, open: OpenSession) => void;
  /** Tells the session's apps first. */
  readonly endSession: (sessionId: string, open?: OpenSession) => Promise<void>;
  readonly landings: Landings;
  readonly partings: Partings;
  /** Has the provider forget what the session was renewed with; never rejects. */
  readonly revoke: (open: OpenSession) => Promise<void>;
}

/** What others need who sign a browser out. */
export interface SignOutDesk {
  /** The session of the browser that made this request: on the sign-in host that of `provider`. */
  sessionOf(inbound: Inbound, provider: string): Promise<OpenSession | undefined>;
  /** Asks the person first, on the sign-in host. */
  ask(open: OpenSession, landing?: Landing): Promise<Reply>;
  /** Ends the session and the provider's own; then the browser goes to `landing`. */
  signOut(inbound: Inbound, open: OpenSession, landing: Landing | undefined): Promise<Reply>;
}

export interface SignOut {
  readonly desk: SignOutDesk;
  /**
   * On the sign-in host GET asks and POST does; an app's host leads there, since script of the app could say yes on its own. Without a
   * session both only clear the cookie: a browser that is stuck gets free this way.
   */
  signOut(inbound: Inbound): Promise<Reply>;
  /** Says what is so: signed out, or still signed in. */
  signedOut(inbound: Inbound): Promise<Reply>;
}

/** The parameter that names where the browser goes once its user has said yes. */
const LANDING = 'landing';
/** The parameter that names the session which is asked about. */
const PARTING = 'of';
const parameter = (target: string, name: string): string | null => splitTarget(target).query.get(name);

export function createSignOut(parts: SignOutParts): SignOut {
  const { signInAuthority, pages, landings, partings } = parts;
  const returnTo = `https://${signInAuthority}${HANDOFF_PATH}signed-out`;
  const cookieOf = ({ authority }: Inbound, provider: string): OwnCookie =>
    authority === signInAuthority ? { login: provider } : 'session';

  /** The first of those there are: each provider has a sign-out of its own, so they go one after the other. */
  async function firstLogin(inbound: Inbound): Promise<OpenSession | undefined> {
    return (await parts.browser.logins(inbound))[0];
  }

  function confirmPage({ headers, target }: Inbound, { session }: OpenSession): Reply {
    const kept = new URLSearchParams();
    for (const name of [PARTING, LANDING]) {
      const value = parameter(target, name);
      if (value !== null) kept.set(name, value);
    }
    const action = `${HANDOFF_PATH}sign-out${kept.size === 0 ? '' : `?${kept}`}`;
    return page((nonce) => pages.signOut({ nonce, accept: headers, userName: session.user.name, action }), {
      form: true,
    });
  }

  /** Where the provider ends its own session. One that cannot be asked does not keep ours from ending. */
  async function providerSignOut(
    { session, signOutHint }: OpenSession,
    state: string | undefined,
  ): Promise<Onward | undefined> {
    try {
      return await parts.providers.get(session.user.provider)?.protocol.signOut(signOutHint, state);
    } catch (error) {
      if (error instanceof Failure && error.code === 'provider-unavailable') return undefined;
      throw error;
    }
  }

  /**
   * Where the provider's own session goes on, the app would be signed in to again at once: the person is told what is so then, and
   * the app is one click away.
   */
  async function out(
    inbound: Inbound,
    open: OpenSession,
    landing: Landing | undefined,
    cookies: HeaderList,
  ): Promise<Reply> {
    parts.signedOut(inbound, open);
    const state = landing && (await landings.keep(landing));
    const onward = await providerSignOut(open, state);
    const here = { url: state === undefined ? returnTo : `${returnTo}?back=${state}` };
    return leave(onward ?? here, pages, cookies, inbound.headers);
  }

  /** `open` is left out where there is none: then no cookie of the browser's is of any use. */
  function cleared(inbound: Inbound, open?: OpenSession): HeaderList {
    const { headers } = inbound;
    const providers = open ? [open.session.user.provider] : loginProviders(headers);
    const cookies =
      inbound.authority === signInAuthority ? providers.map((login) => ({ login })) : (['session', 'opaque'] as const);
    return cookies.flatMap((which) => [clearOwnCookie(which), ...clearDoubledCookie(headers, which)]);
  }

  async function ask(open: OpenSession, landing?: Landing): Promise<Reply> {
    const query = new URLSearchParams({ [PARTING]: await partings.keep(open) });
    if (landing) query.set(LANDING, await landings.keep(landing));
    return redirect(`https://${signInAuthority}${HANDOFF_PATH}sign-out?${query}`, [], 303);
  }

  return {
    desk: {
      sessionOf: (inbound, provider) => parts.browser.of(inbound, cookieOf(inbound, provider)),
      ask,
      async signOut(inbound, open, landing) {
        await parts.revoke(open);
        await parts.endSession(open.session.id, open);
        return out(inbound, open, landing, cleared(inbound, open));
      },
    },
    async signOut(inbound) {
      const does = inbound.method === 'POST';
      if (does) refuseOtherOrigins(inbound);
      if (inbound.authority !== signInAuthority) {
        const held = await parts.browser.of(inbound, 'session');
        return held ? ask(held) : redirect(returnTo, cleared(inbound), 303);
      }
      const name = parameter(inbound.target, PARTING);
      const open = name === null ? await firstLogin(inbound) : await partings[does ? 'take' : 'find'](name);
      if (!open) return redirect(returnTo, name === null ? cleared(inbound) : [], 303);
      if (!does) return confirmPage(inbound, open);
      await parts.revoke(open);
      await parts.endSession(open.session.id, open);
      const landing = await landings.take(parameter(inbound.target, LANDING) ?? '');
      return out(inbound, open, landing, cleared(inbound, open));
    },
    async signedOut(inbound) {
      const open = await firstLogin(inbound);
      if (open) return confirmPage(inbound, open);
      const { query } = splitTarget(inbound.target);
      const landing = await landings.take(query.get('state') ?? '');
      if (landing) return redirect(landing.url, [], 303);
      const back = await landings.take(query.get('back') ?? '');
      return page((nonce) => pages.signedOut({ nonce, accept: inbound.headers, back }));
    },
  };
}
