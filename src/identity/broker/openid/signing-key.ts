import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type webcrypto } from 'node:crypto';

/** A new RSA key, 2048 bits: PKCS #8 as PEM. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** A private key's PEM as the JWK (RFC 7517) that a provider signs with; its id is derived, so that a restart keeps it. */
export function signingJwk(pem: string): webcrypto.JsonWebKey & { readonly kid: string } {
  const key = createPrivateKey(pem);
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const kid = createHash('sha256').update(der).digest('base64url').slice(0, 16);
  return { ...key.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid };
}
