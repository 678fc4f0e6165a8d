import * as client from 'openid-client';
import type { StepUpDemand } from '../model/decision.ts';
import { Failure, type FailureCode } from '../model/failure.ts';
import { HANDOFF_PATH, type SignInAddresses } from './handoff-paths.ts';
import type { IdentityProvider, Route } from './identity-provider.ts';
import { type Logout, readLogoutToken } from './logout-token.ts';
import { completeClaims } from './oidc-claims.ts';
import { clientKeysRoute } from './oidc-client-keys.ts';
import { createOidcDiscovery } from './oidc-discovery.ts';
import { oidcFailure, said } from './oidc-failure.ts';
import { oidcLogoutRoutes } from './oidc-logout.ts';
import { ASKS_PERSON, renewClaims } from './oidc-renewal.ts';
import { namesOfSession } from './oidc-session-names.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { providerFetch } from './provider-fetch.ts';
import type { RecordStore } from './record-store.ts';
import { openSignals } from './signals/open-signals.ts';

export interface OidcParts {
  readonly host: SignInAddresses;
  readonly records: RecordStore;
  /** Whether other OpenID providers are asked as well. */
  readonly amongOthers: boolean;
  readonly now: () => number;
  /** Told for the operational log. */
  readonly warn: (detail: string) => void;
}

/** Characters of an ID token that goes with a silent request. */
const MAX_HINT = 2048;

/**
 * A relying party of one provider (OpenID Connect Core 3.1, RFC 7636, RFC 9207), with PKCE (S256, whatever the provider says
 * of itself) and a nonce.
 */
export function createOidcProvider(
  settings: OidcSettings,
  { host, records, amongOthers, now, warn }: OidcParts,
): IdentityProvider {
  const fetcher = providerFetch(settings);
  const discovered = createOidcDiscovery(settings, { fetcher, amongOthers, now, warn });
  const ownCallback = `${HANDOFF_PATH}oidc/${settings.id}/callback`;
  const redirectUri = settings.ownCallback ? `${host.origin}${ownCallback}` : host.callback;

  const signals = settings.signals && openSignals(settings, settings.signals, { records, now, warn });

  const failed = (code: FailureCode, error: unknown): Failure => oidcFailure(settings.issuer, code, error);

  /** The address of an authorization request; where it is pushed (RFC 9126), what it says stays out of the browser. */
  async function authorizationUrl(config: client.Configuration, parameters: Record<string, string>): Promise<URL> {
    const server = config.serverMetadata();
    const offered = server.pushed_authorization_request_endpoint !== undefined;
    const pushed = server['require_pushed_authorization_requests'] === true || settings.pushedRequests !== 'required';
    if (!offered || !pushed) return client.buildAuthorizationUrl(config, parameters);
    return client.buildAuthorizationUrlWithPAR(config, parameters);
  }

  async function readLogout(token: string): Promise<Logout> {
    const { config, checkToken } = await discovered();
    try {
      const { issuer } = config.serverMetadata();
      return readLogoutToken(
        await checkToken(token, { issuer, audience: settings.clientId }),
        now(),
        settings.clockSkew,
      );
    } catch (error) {
      throw failed('bad-request', error);
    }
  }

  return {
    id: settings.id,
    answersByForm: settings.responseMode === 'form_post',
    async begin(state, { stepUp, silent } = {}) {
      const { config } = await discovered();
      const checks = { nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() };
      const parameters = {
        ...settings.parameters,
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        response_type: 'code',
        // Left out where it is what everybody does without it (OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1).
        ...(settings.responseMode === 'query' ? {} : { response_mode: settings.responseMode }),
        state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
        ...(stepUp && stepUpParameters(stepUp, config.serverMetadata().claims_parameter_supported === true)),
        ...(silent && silentParameters(silent.hint)),
      };
      try {
        return { onward: { url: (await authorizationUrl(config, parameters)).href }, checks };
      } catch (error) {
        throw failed('sign-in-failed', error);
      }
    },
    async finish(callbackUrl, state, { nonce = '', codeVerifier = '' }) {
      const { config, checkToken } = await discovered();
      try {
        refuseOtherAddress(callbackUrl, redirectUri);
        const tokens = await client.authorizationCodeGrant(config, new URL(callbackUrl), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims || tokens.id_token === undefined) throw new Failure('sign-in-failed', 'no ID token');
        const { issuer } = config.serverMetadata();
        await checkToken(tokens.id_token, { issuer, audience: settings.clientId });
        return {
          claims: await completeClaims(config, settings, fetcher, { claims, accessToken: tokens.access_token }),
          signOutHint: tokens.id_token,
          endedBy: namesOfSession(claims, settings.claims),
          renewal: tokens.refresh_token,
        };
      } catch (error) {
        throw failed(ASKS_PERSON.has(said(error)?.error ?? '') ? 'sign-in-required' : 'sign-in-failed', error);
      }
    },
    renewal: {
      claimsMaxAge: settings.renewal.claimsMaxAge,
      silentAfter: settings.renewal.silentAfter,
      async revoke(token) {
        const { config } = await discovered();
        if (config.serverMetadata().revocation_endpoint === undefined) return;
        try {
          await client.tokenRevocation(config, token, { token_type_hint: 'refresh_token' });
        } catch (error) {
          throw failed('provider-unavailable', error);
        }
      },
      renew: async (token, subject) => renewClaims(await discovered(), settings, fetcher, { token, subject }),
    },
    async signOut(idToken, state) {
      const { config } = await discovered();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      const url = client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: host.signedOut,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
        ...(state === undefined ? {} : { state }),
      });
      return { url: url.href };
    },
    ...(signals?.poll ? { listen: signals.poll } : {}),
    routes: (desk) =>
      new Map<string, Route>([
        ...(settings.ownCallback
          ? [[ownCallback, { methods: ['GET', 'HEAD', 'POST'], serve: desk.callback }] as const]
          : []),
        ...(signals ? [signals.pushRoute(desk)] : []),
        ...clientKeysRoute(settings.id, settings.clientKeys),
        ...oidcLogoutRoutes(
          { id: settings.id, issuer: settings.issuer, records, now, clockSkew: settings.clockSkew, read: readLogout },
          desk,
        ),
      ]),
  };
}

/**
 * A step-up as parameters (RFC 9470 section 4, OpenID Connect Core 3.1.2.1). `acr` is asked for in one way only, since asking
 * in both is unspecified (Core 5.5.1.1): as essential where the provider says that it reads claims. `acrs` is Entra's.
 */
function stepUpParameters({ strengths, maxAge }: StepUpDemand, readsClaims: boolean): Record<string, string> {
  const wanted = { essential: true, values: strengths };
  const named = readsClaims
    ? { claims: JSON.stringify({ id_token: { acr: wanted, acrs: wanted } }) }
    : { acr_values: strengths.join(' '), claims: JSON.stringify({ id_token: { acrs: wanted } }) };
  return {
    ...(strengths.length > 0 ? named : {}),
    ...(maxAge === undefined ? {} : { max_age: String(Math.floor(maxAge / 1000)) }),
  };
}

/**
 * A sign-in that shows nothing to anybody (OpenID Connect Core 3.1.2.1). The hint says whose it must be; a long one stays away,
 * since it may travel in a URL.
 */
function silentParameters(hint: string | undefined): Record<string, string> {
  return { prompt: 'none', ...(hint !== undefined && hint.length <= MAX_HINT ? { id_token_hint: hint } : {}) };
}

/**
 * An answer counts at the address its request named, and nowhere else (RFC 9700 section 4.4.2): with an address for each
 * provider, one provider's code is never sent to another, also where neither names itself in its answers.
 */
function refuseOtherAddress(callbackUrl: string, redirectUri: string): void {
  const { origin, pathname } = new URL(callbackUrl);
  if (`${origin}${pathname}` !== redirectUri)
    throw new Failure('sign-in-failed', 'the answer came to the address of another provider');
}
