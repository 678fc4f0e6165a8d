import * as client from 'openid-client';
import type { StepUpDemand } from '../model/decision.ts';
import { Failure, type FailureCode } from '../model/failure.ts';
import type { SignInAddresses } from './handoff-paths.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { type Logout, readLogoutToken } from './logout-token.ts';
import { oidcLogoutRoutes } from './oidc-logout.ts';
import { namesOfSession } from './oidc-session-names.ts';
import { type ProviderAddress, ProviderUnreachable, providerFetch } from './provider-fetch.ts';
import type { RecordStore } from './record-store.ts';
import { type CheckToken, createTokenCheck } from './token-check.ts';

export interface OidcSettings extends ProviderAddress {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

export interface OidcParts {
  readonly host: SignInAddresses;
  readonly records: RecordStore;
  readonly now: () => number;
}

/** What is known of a provider once it was asked. */
interface Discovered {
  readonly config: client.Configuration;
  readonly checkToken: CheckToken;
}

/** Milliseconds a failed discovery is remembered, so that a dead provider is not asked by every visitor. */
const BACK_OFF = 3000;
/** Milliseconds after which the provider's metadata is asked for again. */
const FRESH = 24 * 3_600_000;
/** Seconds one call may take in all. */
const TIMEOUT = 10;

/**
 * A relying party of one provider (OpenID Connect Core 3.1, RFC 7636, RFC 9207), with PKCE (S256, whatever the provider says
 * of itself) and a nonce.
 */
export function createOidcProvider(settings: OidcSettings, { host, records, now }: OidcParts): IdentityProvider {
  const fetcher = providerFetch(settings);
  let known: Promise<Discovered> | undefined;
  let knownAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function discover(): Promise<Discovered> {
    const { issuer, clientId, clientSecret } = settings;
    const config = await client.discovery(new URL(issuer), clientId, clientSecret, clientAuthentication(clientSecret), {
      [client.customFetch]: fetcher as never,
      timeout: TIMEOUT,
    });
    const { jwks_uri } = config.serverMetadata();
    if (jwks_uri === undefined) throw new Error('no jwks_uri');
    return { config, checkToken: createTokenCheck(jwks_uri, fetcher) };
  }

  function discovered(): Promise<Discovered> {
    if (known && now() - knownAt < FRESH) return known;
    if (now() - failedAt < BACK_OFF)
      return Promise.reject(new Failure('provider-unavailable', `${settings.issuer} did not answer a moment ago`));
    const asking = discover().catch((error: unknown) => {
      if (known === asking) known = undefined;
      failedAt = now();
      throw new Failure('provider-unavailable', `${settings.issuer}: ${whole(error)}`, error);
    });
    known = asking;
    knownAt = now();
    return asking;
  }

  function failed(code: FailureCode, error: unknown): Failure {
    if (error instanceof Failure) return error;
    const found = isUnreachable(error) ? 'provider-unavailable' : code;
    return new Failure(found, `${settings.issuer}: ${whole(error)}`, error);
  }

  async function readLogout(token: string): Promise<Logout> {
    const { config, checkToken } = await discovered();
    try {
      const { issuer } = config.serverMetadata();
      return readLogoutToken(await checkToken(token, { issuer, audience: settings.clientId }), now());
    } catch (error) {
      throw failed('bad-request', error);
    }
  }

  return {
    id: settings.id,
    async begin(state, stepUp) {
      const { config } = await discovered();
      const checks = { nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: host.callback,
        scope: settings.scopes.join(' '),
        response_type: 'code',
        state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
        ...(stepUp && stepUpParameters(stepUp, config.serverMetadata().claims_parameter_supported === true)),
      });
      return { onward: { url: url.href }, checks };
    },
    async finish(callbackUrl, state, { nonce = '', codeVerifier = '' }) {
      const { config, checkToken } = await discovered();
      try {
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
        return { claims: { ...claims }, signOutHint: tokens.id_token, endedBy: namesOfSession(claims) };
      } catch (error) {
        throw failed('sign-in-failed', error);
      }
    },
    async signOut(idToken) {
      const { config } = await discovered();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      const url = client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: host.signedOut,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      });
      return { url: url.href };
    },
    routes: (desk) =>
      oidcLogoutRoutes({ id: settings.id, issuer: settings.issuer, records, now, read: readLogout }, desk),
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

/** client_secret_post where the provider offers it or says nothing, since what it sends needs no decoding; else basic (RFC 6749 section 2.3.1). */
function clientAuthentication(secret: string): client.ClientAuth {
  const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const offered = server.token_endpoint_auth_methods_supported ?? ['client_secret_post'];
    return (offered.includes('client_secret_post') ? post : basic)(server, ...rest);
  };
}

/** An error and its causes, outermost first. */
function* chain(error: unknown): Generator<unknown> {
  for (let each = error, depth = 0; each !== undefined && depth < 8; depth++) {
    yield each;
    each = each instanceof Error ? each.cause : undefined;
  }
}

function isUnreachable(error: unknown): boolean {
  for (const each of chain(error)) {
    if (each instanceof ProviderUnreachable) return true;
    if (each instanceof Error && (each.name === 'TimeoutError' || each.name === 'JWKSTimeout')) return true;
  }
  return false;
}

function whole(error: unknown): string {
  return [...chain(error)].map((each) => (each instanceof Error ? each.message : typeof each)).join(' < ');
}
