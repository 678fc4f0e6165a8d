import type { Inbound, Reply } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import type { HandoffPages } from './handoff-pages.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';
import { page, redirect } from './handoff-reply.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { leave, type Onward } from './onward.ts';
import { clearDoubledCookie, clearOwnCookie, type OwnCookie } from './own-cookies.ts';
import { refuseOtherOrigins } from './own-form.ts';
import type { OpenSession } from './session-store.ts';

export interface SignOutParts {
  /** Authority of the sign-in host. */
  readonly signInAuthority: string;
  readonly providers: ReadonlyMap<string, { readonly protocol: IdentityProvider }>;
  readonly pages: Pick<HandoffPages, 'leave' | 'signOut' | 'signedOut'>;
  readonly sessionOf: (inbound: Inbound, which: OwnCookie) => Promise<OpenSession | undefined>;
  readonly signedOut: (inbound: Inbound, open: OpenSession) => void;
  readonly endSession: (sessionId: string) => Promise<void>;
  /** Has the provider forget what the session was renewed with; never rejects. */
  readonly revoke: (open: OpenSession) => Promise<void>;
}

export interface SignOut {
  /** GET asks, POST does. Without a session both only clear the cookie: a browser that is stuck gets free this way. */
  signOut(inbound: Inbound): Promise<Reply>;
  /** Says what is so: signed out, or still signed in. */
  signedOut(inbound: Inbound): Promise<Reply>;
}

export function createSignOut(parts: SignOutParts): SignOut {
  const { signInAuthority, pages } = parts;
  const returnTo = `https://${signInAuthority}${HANDOFF_PATH}signed-out`;
  const cookieOf = ({ authority }: Inbound): OwnCookie => (authority === signInAuthority ? 'login' : 'session');

  function confirmPage({ headers }: Inbound, { session }: OpenSession): Reply {
    const action = `${HANDOFF_PATH}sign-out`;
    return page((nonce) => pages.signOut({ nonce, accept: headers, userName: session.user.name, action }), {
      form: true,
    });
  }

  /** Where the provider ends its own session. One that cannot be asked does not keep ours from ending. */
  async function providerSignOut({ session, signOutHint }: OpenSession): Promise<Onward> {
    try {
      return (await parts.providers.get(session.user.provider)?.protocol.signOut(signOutHint)) ?? { url: returnTo };
    } catch (error) {
      if (error instanceof Failure && error.code === 'provider-unavailable') return { url: returnTo };
      throw error;
    }
  }

  return {
    async signOut(inbound) {
      const does = inbound.method === 'POST';
      if (does) refuseOtherOrigins(inbound);
      const which = cookieOf(inbound);
      const cleared = [clearOwnCookie(which), ...clearDoubledCookie(inbound.headers, which)];
      const open = await parts.sessionOf(inbound, which);
      if (!open) return redirect(returnTo, cleared, 303);
      if (!does) return confirmPage(inbound, open);
      await parts.revoke(open);
      await parts.endSession(open.session.id);
      parts.signedOut(inbound, open);
      return leave(await providerSignOut(open), pages, cleared, inbound.headers);
    },
    async signedOut(inbound) {
      const open = await parts.sessionOf(inbound, 'login');
      if (open) return confirmPage(inbound, open);
      return page((nonce) => pages.signedOut({ nonce, accept: inbound.headers }));
    },
  };
}
