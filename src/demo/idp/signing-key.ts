import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type webcrypto,
} from 'node:crypto';
import { promisify } from 'node:util';

/** The provider's signing key as a private JWK (RFC 7517). `pem` is an RSA private key; without it one is made. */
export async function signingJwk(pem: string | undefined): Promise<webcrypto.JsonWebKey & { readonly kid: string }> {
  const key = pem === undefined ? await newKey() : createPrivateKey(pem);
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const kid = createHash('sha256').update(der).digest('base64url').slice(0, 16);
  return { ...key.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid };
}

async function newKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey;
}
