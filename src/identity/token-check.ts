import { createRemoteJWKSet, customFetch, type JWTVerifyResult, jwtVerify } from 'jose';

/** Signature algorithms a provider's token may have: with a key pair each. No `none`, nothing with a shared secret (RFC 8725 section 3.1). */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
];
/** Milliseconds between two looks for a key that is not known: keys rotate, and anybody can name a key that is none. */
const COOL_DOWN = 10_000;
const TIMEOUT = 10_000;
/** Seconds by which clocks may differ. */
export const CLOCK_TOLERANCE = 30;

/** Checks that a token is signed with the provider's published keys, for us, and that it has not ended; gives what it says. */
export type CheckToken = (
  token: string,
  expected: { readonly issuer: string; readonly audience: string },
) => Promise<JWTVerifyResult>;

/** Rejects with jose's error for a token that is not the provider's, with the fetch's error when the keys cannot be had. */
export function createTokenCheck(jwksUri: string, fetcher: typeof fetch): CheckToken {
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    cooldownDuration: COOL_DOWN,
    timeoutDuration: TIMEOUT,
    [customFetch]: fetcher,
  });
  return (token, { issuer, audience }) =>
    jwtVerify(token, keys, { algorithms: ALGORITHMS, issuer, audience, clockTolerance: CLOCK_TOLERANCE });
}
