import type { AppOidc, ProtectedApp } from '../../../model/app.ts';
import type { User } from '../../../model/identity.ts';
import type { SessionStore } from '../../session-store.ts';
import { factsOf } from '../user-facts.ts';
import { loadOidcProvider, type OidcServer } from './load-oidc-provider.ts';
import { OPENID_PATHS } from './openid-addresses.ts';
import { RecordAdapter } from './record-adapter.ts';
import type { SealedRecords } from './sealed-records.ts';
import type { SigningJwk } from './signing-keys.ts';

export interface AppProviderParts {
  readonly issuer: string;
  readonly jwks: readonly SigningJwk[];
  readonly records: SealedRecords;
  readonly sessions: Pick<SessionStore, 'isLive'>;
  /** The app's suffix origins: what its pages' requests come from. */
  readonly origins: readonly string[];
  readonly post: PostToApp;
  readonly now: () => number;
}

/** Posts a form to an app's server and gives the status. */
export type PostToApp = (url: string, fields: Readonly<Record<string, string>>) => Promise<number>;

/** Seconds. */
const CODE_LIFE = 60;
const TOKEN_LIFE = 3600;
/** A gateway session ends sooner, and takes what it let in along. */
const SESSION_LIFE = 30 * 86_400;

/** The provider that one app trusts: one client, codes only, and nothing is asked of people but by the gateway. */
export async function createAppProvider(
  app: Pick<ProtectedApp, 'name'>,
  oidc: AppOidc,
  { issuer, jwks, records, sessions, origins, post, now }: AppProviderParts,
): Promise<OidcServer> {
  const { Provider, errors } = await loadOidcProvider();
  const alreadyUsed = (): Error => new errors.InvalidGrant('taken by another request at the same time');
  const provider = new Provider(issuer, {
    adapter: ((model: string) => new RecordAdapter(model, { records, sessions, now, alreadyUsed })) as never,
    jwks: { keys: [...jwks] as never },
    clients: [clientOf(oidc, app.name)],
    clientAuthMethods: [oidc.auth.method],
    clientBasedCORS: (_koa, origin) => origins.includes(origin),
    claims: {
      openid: ['sub', ...Object.keys(oidc.claims)],
      profile: ['name', 'preferred_username'],
      email: ['email'],
      groups: ['groups'],
    },
    // The code flow's ID token says all: many apps never ask for more.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    scopes: ['openid'],
    pkce: { required: () => oidc.pkce === 'required' || oidc.auth.method === 'none' },
    ttl: {
      AccessToken: TOKEN_LIFE,
      AuthorizationCode: CODE_LIFE,
      IdToken: TOKEN_LIFE,
      Grant: SESSION_LIFE,
      Session: SESSION_LIFE,
    },
    routes: {
      authorization: OPENID_PATHS.authorize,
      token: OPENID_PATHS.token,
      jwks: OPENID_PATHS.jwks,
      userinfo: OPENID_PATHS.userinfo,
      revocation: OPENID_PATHS.revoke,
      end_session: OPENID_PATHS.endSession,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      // Served by the gateway; it stands here to be in the discovery document.
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: oidc.backchannelLogoutUri !== undefined },
    },
    // The package sends one thing by itself, the logout token.
    fetch: async (url, init) =>
      new Response(null, {
        status: await post(String(url), Object.fromEntries(new URLSearchParams(String(init?.body)))),
      }),
    // Everything that the one client asks for is granted: an administrator has decided it.
    loadExistingGrant: async (koa) => {
      const { session, client, params } = koa.oidc;
      if (!session?.accountId || !client) return undefined;
      const { Grant } = koa.oidc.provider;
      // One for a session: a code counts only under the grant that its session holds, and tabs sign in side by side.
      const heldId = session.grantIdFor(client.clientId);
      const held = heldId === undefined ? undefined : await Grant.find(heldId);
      const grant =
        held?.accountId === session.accountId
          ? held
          : new Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(String(params?.['scope'] ?? 'openid'));
      await grant.save();
      return grant;
    },
    findAccount: async (koa, id, token) => {
      const sessionId = (token as { sessionUid?: string } | undefined)?.sessionUid ?? koa.oidc.session?.uid ?? '';
      const claims = (await records.get(['account', sessionId, id])) as Record<string, unknown> | undefined;
      return claims && { accountId: id, claims: () => ({ ...claims, sub: id }) };
    },
    renderError: (koa, out) => {
      koa.type = 'json';
      koa.body = out;
    },
  });
  return provider;
}

function clientOf(oidc: AppOidc, name: string) {
  const { auth } = oidc;
  return {
    client_id: oidc.clientId,
    client_name: name,
    redirect_uris: [...oidc.redirectUris],
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    token_endpoint_auth_method: auth.method,
    // The time of signing in is in every ID token, so that `max_age` can be checked by whoever asked for it.
    require_auth_time: true,
    ...(oidc.backchannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: oidc.backchannelLogoutUri, backchannel_logout_session_required: true }),
    ...('secret' in auth ? { client_secret: auth.secret } : {}),
    ...('keys' in auth ? { jwks: { keys: auth.keys.map((key) => ({ ...key })) } } : {}),
  };
}

/** What an app is told of a user; undefined when there is nothing to name him by. */
export function accountOf(
  user: User,
  { subject, claims }: AppOidc,
): { readonly id: string; readonly claims: Readonly<Record<string, unknown>> } | undefined {
  const [id] = factsOf(user, subject);
  if (id === undefined) return undefined;
  const own = Object.entries(claims).flatMap(([claim, fact]) => {
    const found = factsOf(user, fact);
    if (found.length === 0) return [];
    return [[claim, fact === 'groups' ? found : found[0]] as const];
  });
  const { name, email, groups } = user;
  return {
    id,
    claims: {
      name,
      preferred_username: name,
      ...(email === undefined ? {} : { email }),
      groups,
      ...Object.fromEntries(own),
    },
  };
}
