import * as client from 'openid-client';
import { Failure } from '../model/failure.ts';
import { clientAuthentication } from './oidc-client-authentication.ts';
import { oidcFailure, whole } from './oidc-failure.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { type CheckToken, createTokenCheck } from './token-check.ts';

/** What is known of a provider once it was asked. */
export interface Discovered {
  readonly config: client.Configuration;
  readonly checkToken: CheckToken;
}

export interface DiscoveryParts {
  readonly fetcher: typeof fetch;
  readonly amongOthers: boolean;
  readonly now: () => number;
  /** Told for the operational log. */
  readonly warn: (detail: string) => void;
}

/** Milliseconds a failed discovery is remembered, so that a dead provider is not asked by every visitor; doubled each time. */
const BACK_OFF = { first: 3000, most: 60_000 };
/** Milliseconds after which the provider's metadata is asked for again. */
const FRESH = 24 * 3_600_000;
/** What the log says of a provider whose answers could be another's. */
const MIXABLE = 'does not name itself in its answers, and there are other providers: set `ownCallback` for it';

/**
 * The provider's metadata, asked for when somebody needs it. Known metadata is used on while the provider does not answer: it
 * is what a person signed in with yesterday. Rejects with Failure `provider-unavailable` where nothing is known.
 */
export function createOidcDiscovery(
  settings: OidcSettings,
  { fetcher, amongOthers, now, warn }: DiscoveryParts,
): () => Promise<Discovered> {
  let known: Discovered | undefined;
  let asking: Promise<Discovered> | undefined;
  let [nextAt, backOff] = [Number.NEGATIVE_INFINITY, BACK_OFF.first];

  async function discover(): Promise<Discovered> {
    const { issuer, clientId, clientKeys, clientSecret, clockSkew, timeout } = settings;
    const config = await client.discovery(
      new URL(issuer),
      clientId,
      {
        ...(clientKeys.length > 0 ? {} : { client_secret: clientSecret }),
        [client.clockTolerance]: Math.round(clockSkew / 1000),
      },
      clientAuthentication(settings),
      { [client.customFetch]: fetcher as never, timeout: timeout / 1000 },
    );
    const server = config.serverMetadata();
    if (server.jwks_uri === undefined) throw new Error('no jwks_uri');
    if (settings.pushedRequests === 'always' && server.pushed_authorization_request_endpoint === undefined)
      throw new Error('no pushed_authorization_request_endpoint, and pushedRequests is `always`');
    // The keys stay while they are the same address: they were checked, and may be all there is if the provider falls silent.
    const checkToken =
      known?.config.serverMetadata().jwks_uri === server.jwks_uri
        ? known.checkToken
        : createTokenCheck(server.jwks_uri, { fetcher, now, warn, clockSkew, timeout });
    return { config, checkToken };
  }

  /** Where nothing in an answer tells whose it is, a hostile provider can have another's code brought to itself (RFC 9700 section 4.4). */
  function isMixable({ config }: Discovered): boolean {
    const names = config.serverMetadata().authorization_response_iss_parameter_supported === true;
    return amongOthers && !settings.ownCallback && !names;
  }

  async function ask(): Promise<Discovered> {
    try {
      known = await discover();
      if (isMixable(known)) warn(`${settings.issuer}: ${MIXABLE}`);
      [nextAt, backOff] = [now() + FRESH, BACK_OFF.first];
      return known;
    } catch (error) {
      nextAt = now() + backOff;
      const again = `asked again in ${backOff / 1000} s`;
      warn(`${settings.issuer}: no metadata; ${known ? 'what is known is used on, ' : ''}${again}: ${whole(error)}`);
      backOff = Math.min(2 * backOff, BACK_OFF.most);
      throw oidcFailure(settings.issuer, 'provider-unavailable', error);
    } finally {
      asking = undefined;
    }
  }

  return async () => {
    if (now() >= nextAt) {
      asking ??= ask();
      // Nobody waits for what is only to be renewed, and `ask` has told the log why it failed.
      if (known) asking.catch(() => undefined);
    }
    if (known) return known;
    if (asking) return asking;
    throw new Failure('provider-unavailable', `${settings.issuer} did not answer a moment ago`);
  };
}
