import type { ProtectedApp } from '../model/app.ts';

/** An address that has to be at one of the app's own origins, and where in the app's settings it stands. */
export interface OwnAddress {
  readonly path: readonly (string | number)[];
  readonly url: string;
}

export function ownAddresses({
  saml,
  oidc,
  ownProvider,
}: Pick<ProtectedApp, 'saml' | 'oidc' | 'ownProvider'>): readonly OwnAddress[] {
  const several = (urls: readonly string[] = [], ...path: string[]): OwnAddress[] =>
    urls.map((url, at) => ({ path: [...path, at], url }));
  const one = (url: string | undefined, ...path: string[]): OwnAddress[] => (url === undefined ? [] : [{ path, url }]);
  return [
    ...several(saml?.acs, 'saml', 'acs'),
    ...one(saml?.logout?.url, 'saml', 'logout', 'url'),
    ...one(saml?.logout?.responseUrl, 'saml', 'logout', 'responseUrl'),
    ...several(oidc?.redirectUris, 'oidc', 'redirectUris'),
    ...several(oidc?.postLogoutRedirectUris, 'oidc', 'postLogoutRedirectUris'),
    ...several(ownProvider?.replyUrls, 'ownProvider', 'replyUrls'),
    ...one(oidc?.backchannelLogoutUri, 'oidc', 'backchannelLogoutUri'),
  ];
}
