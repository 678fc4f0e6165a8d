import * as client from 'openid-client';
import { Failure } from '../model/failure.ts';
import type { Renewed } from './identity-provider.ts';
import { completeClaims } from './oidc-claims.ts';
import type { Discovered } from './oidc-discovery.ts';
import { said, whole } from './oidc-failure.ts';
import type { OidcSettings } from './oidc-settings.ts';

/** Errors by which a provider says that it has to ask the person something (OpenID Connect Core 3.1.2.6). */
export const ASKS_PERSON: ReadonlySet<string> = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
]);
/** Errors by which it gives nothing more for a refresh token (RFC 6749 section 5.2). */
const REFUSES: ReadonlySet<string> = new Set([...ASKS_PERSON, 'invalid_grant', 'access_denied']);

/** Codes of checks that an ID token did not pass, in contrast to an answer that is none: a proxy's page, a limit on requests. */
const BAD_TOKEN = /^(OAUTH_JWT|ERR_JWT|ERR_JWS)_/;

/**
 * The claims anew, by a refresh token (OpenID Connect Core 12). An ID token of somebody else, of another provider or badly
 * signed counts as a refusal. Throws Failure `provider-unavailable` for an answer that says nothing of the person.
 */
export async function renewClaims(
  { config, checkToken }: Discovered,
  settings: OidcSettings,
  fetcher: typeof fetch,
  { token, subject }: { readonly token: string; readonly subject: string },
): Promise<Renewed> {
  const { issuer, clientId } = settings;
  try {
    const tokens = await client.refreshTokenGrant(config, token);
    const next = tokens.refresh_token ?? token;
    const claims = tokens.claims();
    if (!claims || tokens.id_token === undefined) return { token: next };
    await checkToken(tokens.id_token, { issuer: config.serverMetadata().issuer, audience: clientId });
    if (claims.sub !== subject) return { refused: `${issuer}: the renewed ID token is of somebody else` };
    try {
      const checked = { claims, accessToken: tokens.access_token };
      return { token: next, claims: await completeClaims(config, settings, fetcher, checked) };
    } catch (error) {
      return { token: next, silent: `${issuer}: ${whole(error)}` };
    }
  } catch (error) {
    const answer = said(error);
    if (answer ? REFUSES.has(answer.error) : isBadToken(error)) return { refused: `${issuer}: ${whole(error)}` };
    throw new Failure('provider-unavailable', `${issuer}: ${whole(error)}`, error);
  }
}

function isBadToken(error: unknown): boolean {
  return BAD_TOKEN.test(String((error as { readonly code?: unknown } | undefined)?.code));
}
