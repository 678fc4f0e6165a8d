import type { ClaimMapping } from './claims.ts';
import type { GroupsAddress } from './fetch-groups.ts';
import type { Renewal } from './identity-provider.ts';
import type { ClientKey } from './oidc-client-keys.ts';
import type { ProviderAddress } from './provider-fetch.ts';
import type { SignalsSettings } from './signals/signals-settings.ts';

/** What an administrator says of an OpenID Connect provider. Durations in milliseconds. */
export interface OidcSettings extends ProviderAddress {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  /** Empty where keys stand for it. */
  readonly clientSecret: string;
  /** The first signs; all are published, so that a provider knows the next one before it is used. */
  readonly clientKeys: readonly ClientKey[];
  /** What a signed client assertion names as its audience. */
  readonly clientAudience: 'issuer' | 'token-endpoint';
  /** When requests are pushed to the provider ahead of the browser (RFC 9126): where it insists, where it offers, or always. */
  readonly pushedRequests: 'required' | 'offered' | 'always';
  /** Whether answers come in the address of the browser or in the body of a form that it sends. */
  readonly responseMode: 'query' | 'form_post';
  /** Whether the provider answers at an address of its own. */
  readonly ownCallback: boolean;
  readonly clockSkew: number;
  readonly scopes: readonly string[];
  /** Parameters of one's own in every authorization request. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly claims: ClaimMapping['claims'];
  /** Whether claims are read from the UserInfo endpoint as well. */
  readonly userinfo: boolean;
  readonly groups: GroupsAddress | undefined;
  /** Whose security events are listened to, where anybody's. */
  readonly signals: SignalsSettings | undefined;
  readonly renewal: Pick<Renewal, 'claimsMaxAge' | 'silentAfter'>;
}
