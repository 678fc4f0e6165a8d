import * as client from 'openid-client';
import { Failure } from '../model/failure.ts';
import { type ProviderAddress, providerFetch } from './provider-fetch.ts';

export interface OidcSettings extends ProviderAddress {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

/** The secrets of one authorization request; they stay at the gateway. */
export interface AuthorizationChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface OidcAnswer {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly idToken: string | undefined;
}

/** A relying party of one provider (OpenID Connect Core 3.1, RFC 7636, RFC 9207). */
export interface OidcProvider {
  readonly id: string;
  begin(redirectUri: string): Promise<{ readonly url: string; readonly checks: AuthorizationChecks }>;
  /** Throws Failure `sign-in-failed` for an answer that is not the one to the request, `provider-unavailable` when there is none. */
  finish(callbackUrl: string, checks: AuthorizationChecks): Promise<OidcAnswer>;
  /** Where to sign out at the provider, when it offers that. */
  endSessionUrl(idToken: string | undefined, returnTo: string): Promise<string | undefined>;
}

/** Milliseconds a failed discovery is remembered, so that a dead provider is not asked by every visitor. */
const BACK_OFF = 3000;

export function createOidcProvider(settings: OidcSettings, now: () => number): OidcProvider {
  let configuration: Promise<client.Configuration> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  function discovered(): Promise<client.Configuration> {
    if (configuration) return configuration;
    if (now() - failedAt < BACK_OFF)
      return Promise.reject(new Failure('provider-unavailable', `${settings.issuer} did not answer a moment ago`));
    const discovery = client.discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, {
      [client.customFetch]: providerFetch(settings) as never,
      timeout: 10,
    });
    configuration = discovery;
    discovery.catch(() => {
      configuration = undefined;
      failedAt = now();
    });
    return discovery.catch((error: unknown) => {
      throw new Failure('provider-unavailable', `${settings.issuer}: ${String(error)}`, error);
    });
  }

  return {
    id: settings.id,
    async begin(redirectUri) {
      const config = await discovered();
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        response_type: 'code',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, checks };
    },
    async finish(callbackUrl, checks) {
      const config = await discovered();
      try {
        const tokens = await client.authorizationCodeGrant(config, new URL(callbackUrl), {
          expectedState: checks.state,
          expectedNonce: checks.nonce,
          pkceCodeVerifier: checks.codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new Failure('sign-in-failed', 'no ID token');
        return { claims, idToken: tokens.id_token };
      } catch (error) {
        if (error instanceof Failure) throw error;
        throw new Failure(
          'sign-in-failed',
          `${settings.issuer}: ${String(error)}${error instanceof Error && error.cause ? ` (${String(error.cause)})` : ''}`,
          error,
        );
      }
    },
    async endSessionUrl(idToken, returnTo) {
      const config = await discovered();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: returnTo,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      }).href;
    },
  };
}
