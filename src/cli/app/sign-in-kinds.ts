/** How an app signs its users in, as it is written: kind -> for what app. */
export const SIGN_IN_KINDS = {
  preauth: 'an app without sign-in of its own',
  saml: 'one that takes the gateway as its SAML identity provider',
  oidc: 'one that takes the gateway as its OpenID provider',
  own: 'one that keeps a provider of its own',
} as const;
export type SignInKind = keyof typeof SIGN_IN_KINDS;

export function isSignInKind(text: string): text is SignInKind {
  return Object.hasOwn(SIGN_IN_KINDS, text);
}
