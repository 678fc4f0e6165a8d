import * as client from 'openid-client';
import { claimAt } from './claims.ts';
import { fetchGroups } from './fetch-groups.ts';
import type { OidcSettings } from './oidc-settings.ts';

type Claims = Readonly<Record<string, unknown>>;

/** What came with an ID token that was checked. */
export interface CheckedTokens {
  readonly claims: Claims;
  readonly accessToken: string;
}

/**
 * The claims of an ID token with what the provider keeps elsewhere: those of the UserInfo endpoint (OpenID Connect Core 5.3),
 * which never override it, and groups that did not fit in. Throws Failure `provider-unavailable` when an address does not
 * answer, `groups-missing` when the groups' address refuses.
 */
export async function completeClaims(
  config: client.Configuration,
  settings: Pick<OidcSettings, 'userinfo' | 'groups' | 'claims'>,
  fetcher: typeof fetch,
  { claims: told, accessToken }: CheckedTokens,
): Promise<Claims> {
  const { groups, userinfo } = settings;
  const claims = userinfo
    ? { ...(await client.fetchUserInfo(config, accessToken, String(told['sub']))), ...told }
    : told;
  if (groups === undefined) return claims;
  if (groups.when === 'missing' && claimAt(claims, settings.claims.groups) !== undefined) return claims;
  return { ...claims, [settings.claims.groups]: await fetchGroups(groups, fetcher, accessToken) };
}
