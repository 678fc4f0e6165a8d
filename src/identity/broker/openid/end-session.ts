import type { AppOidc, ProtectedApp } from '../../../model/app.ts';
import type { Inbound } from '../../../model/exchange.ts';
import { Failure } from '../../../model/failure.ts';
import type { HostMap } from '../../../model/host-map.ts';
import type { Session } from '../../../model/identity.ts';
import { type SignInAddresses, splitTarget } from '../../handoff-paths.ts';
import { redirect } from '../../handoff-reply.ts';
import type { Route } from '../../identity-provider.ts';
import type { Landing } from '../../landings.ts';
import type { SignOutDesk } from '../../sign-out.ts';
import { isNavigation } from '../../without-session.ts';
import { sessionIndexOf } from '../logout/app-visits.ts';
import { accountOf } from './app-provider.ts';
import type { OidcServer } from './load-oidc-provider.ts';
import { readForm } from './read-form.ts';

interface LeavingApp {
  readonly app: ProtectedApp;
  readonly oidc: AppOidc;
  provider(): Promise<OidcServer>;
}

/** What an ID token says of the session that it was given for. */
interface Hint {
  readonly sub?: string;
  readonly sid?: string;
}

/** Characters of a state that is sent back. */
const MAX_STATE = 4096;

/**
 * Where an app asks to have its user signed out (OpenID Connect RP-Initiated Logout 1.0, section 2). Who brings an ID token of the
 * very session is not asked; everybody else is. The browser goes on to a registered address of the app, under the suffix.
 */
export function endSessionRoute(
  entry: LeavingApp,
  desk: SignOutDesk,
  { hosts, host }: { readonly hosts: HostMap; readonly host: SignInAddresses },
): Route {
  const { app, oidc } = entry;
  const refused = (what: string): Failure => new Failure('bad-request', `${app.id}: ${what}`);

  function landingOf(uri: string | undefined, state: string | undefined): Landing | undefined {
    if (uri === undefined) return undefined;
    // Script that puts it together from an address under the suffix means the app's own.
    const real = hosts.toOrigin(uri);
    if (!oidc.postLogoutRedirectUris.includes(real)) throw refused(`post_logout_redirect_uri ${uri} is not registered`);
    if (state !== undefined && state.length > MAX_STATE) throw refused('the state is too long');
    const url = new URL(hosts.toSuffix(real));
    if (state !== undefined) url.searchParams.set('state', state);
    return { url: url.href, appName: app.name };
  }

  async function hintIn(token: string): Promise<Hint> {
    const { IdToken, Client } = (await entry.provider()) as unknown as Validating;
    try {
      return (await IdToken.validate(token, await Client.find(oidc.clientId))).payload;
    } catch (error) {
      throw refused(`id_token_hint: ${String(error)}`);
    }
  }

  return {
    methods: ['GET', 'POST'],
    async serve(inbound) {
      if (!isNavigation(inbound)) throw refused('a sign-out that is no navigation');
      const fields = await fieldsOf(inbound);
      const only = (name: string): string | undefined => {
        const [value, ...more] = fields.getAll(name);
        if (more.length > 0) throw refused(`${name} twice`);
        return value;
      };
      const [clientId, token] = [only('client_id'), only('id_token_hint')];
      if (clientId !== undefined && clientId !== oidc.clientId) throw refused('another client');
      const landing = landingOf(only('post_logout_redirect_uri'), only('state'));
      const hint = token === undefined ? undefined : await hintIn(token);
      const open = await desk.sessionOf(inbound, entry.app.provider);
      if (!open) return redirect(landing?.url ?? host.signedOut, [], 303);
      return hint && isOf(hint, open.session, entry) ? desk.signOut(inbound, open, landing) : desk.ask(open, landing);
    },
  };
}

function isOf({ sub, sid }: Hint, session: Session, { app, oidc }: LeavingApp): boolean {
  const account = accountOf(session.user, oidc);
  return account !== undefined && sub === account.id && (sid === undefined || sid === sessionIndexOf(session, app.id));
}

async function fieldsOf({ method, target, body }: Inbound): Promise<URLSearchParams> {
  return method === 'POST' ? new URLSearchParams((await readForm(body)).toString()) : splitTarget(target).query;
}

/** The part of the package that its types leave out: it takes a token whose time is over. */
interface Validating {
  readonly IdToken: { validate(token: string, client: unknown): Promise<{ readonly payload: Hint }> };
  readonly Client: { find(id: string): Promise<unknown> };
}
