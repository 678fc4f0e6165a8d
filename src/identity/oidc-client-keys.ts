import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { HANDOFF_PATH } from './handoff-paths.ts';
import { NO_STORE } from './handoff-reply.ts';
import type { Route } from './identity-provider.ts';

/** A private key of the gateway towards a provider. */
export interface ClientKey {
  /** PKCS #8 as PEM. */
  readonly pem: string;
  readonly kid: string;
  /** Its certificate as PEM, for a provider that knows keys by that. */
  readonly certificate: string | undefined;
  /** What an RSA key signs with, whatever the provider says that it takes. */
  readonly algorithm?: 'PS256' | 'RS256' | undefined;
}

/** Algorithms a key can sign an assertion with, the strongest first (RFC 7518 section 3.1, RFC 9864). */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  rsa: ['PS256', 'RS256'],
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
  ed25519: ['Ed25519', 'EdDSA'],
};

/** What a provider takes that does not say (OpenID Connect Discovery, section 3: servers should support it). */
const ASSUMED = 'RS256';

/** How Web Crypto calls them. */
const PARAMETERS: Readonly<
  Record<string, { readonly name: string; readonly hash?: string; readonly namedCurve?: string }>
> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384' },
  ES512: { name: 'ECDSA', namedCurve: 'P-521' },
  Ed25519: { name: 'Ed25519' },
  EdDSA: { name: 'Ed25519' },
};

function algorithmsOf(key: KeyObject): readonly string[] {
  return ALGORITHMS[key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? ''] ?? [];
}

/**
 * The key as Web Crypto wants it, for the first of its algorithms that the provider offers; without an offer for RS256, or what it can do.
 * Rejects when the provider takes none of them.
 */
export async function signingKey(
  { pem, algorithm: wanted }: ClientKey,
  offered: readonly string[] | undefined,
): Promise<CryptoKey> {
  const key = createPrivateKey(pem);
  const able = algorithmsOf(key);
  const chosen = offered
    ? able.find((each) => offered.includes(each))
    : (able.find((each) => each === ASSUMED) ?? able[0]);
  const parameters = PARAMETERS[wanted ?? chosen ?? ''];
  if (parameters === undefined)
    throw new Error(
      `the provider takes assertions signed by ${offered?.join(', ')}, and the key can do ${able.join(', ')}`,
    );
  return key.toCryptoKey(parameters as never, false, ['sign']);
}

/** How a certificate is named in the header of an assertion (RFC 7515 sections 4.1.7 and 4.1.8). */
export function certificateNames(certificate: string): Readonly<Record<'x5t' | 'x5t#S256', string>> {
  const held = new X509Certificate(certificate);
  const name = (colons: string): string => Buffer.from(colons.replaceAll(':', ''), 'hex').toString('base64url');
  return { x5t: name(held.fingerprint), 'x5t#S256': name(held.fingerprint256) };
}

/** Where a provider reads the public halves of the keys (RFC 7517), so that it follows a change of them by itself. */
export function clientKeysRoute(id: string, keys: readonly ClientKey[]): readonly (readonly [string, Route])[] {
  if (keys.length === 0) return [];
  const published = keys.map(({ pem, kid }) => ({
    ...createPublicKey(pem).export({ format: 'jwk' }),
    use: 'sig',
    kid,
  }));
  const body = `${JSON.stringify({ keys: published })}\n`;
  const headers = [['content-type', 'application/json; charset=utf-8'] as const, ...NO_STORE];
  return [
    [
      `${HANDOFF_PATH}oidc/${id}/jwks`,
      { methods: ['GET', 'HEAD'], serve: async () => ({ status: 200, headers, body }) },
    ],
  ];
}
