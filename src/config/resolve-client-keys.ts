import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  type webcrypto,
  X509Certificate,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { OidcProviderConfig } from './gateway-config.ts';

interface KeyDocument {
  readonly key: string;
  readonly kid?: string | undefined;
  readonly cert?: string | undefined;
  readonly alg?: 'PS256' | 'RS256' | undefined;
}

type KeyFault = (index: number, message: string, fix: string) => void;

const KINDS: ReadonlySet<string> = new Set(['rsa', 'prime256v1', 'secp384r1', 'secp521r1', 'ed25519']);
/** Bits below which an RSA key can be broken (RFC 7518 section 3.3). */
const LEAST_RSA = 2048;

/** The keys that stand for a client secret, read. */
export function clientKeysOf(
  documents: readonly KeyDocument[],
  absolute: (path: string) => string,
  fault: KeyFault,
): OidcProviderConfig['clientKeys'] {
  const kids = new Set<string>();
  return documents.flatMap((document, index) => {
    const [key] = read(document, index, absolute, fault);
    if (key === undefined) return [];
    if (kids.has(key.kid)) fault(index, `a second key ${key.kid}`, 'give each key a kid of its own');
    kids.add(key.kid);
    return [key];
  });
}

function read(
  { key: path, kid, cert, alg }: KeyDocument,
  index: number,
  absolute: (path: string) => string,
  fault: KeyFault,
): OidcProviderConfig['clientKeys'] {
  let key: KeyObject;
  let named: string | undefined;
  try {
    [key, named] = privateKey(readFileSync(absolute(path), 'utf8'));
  } catch {
    fault(index, `${path} is missing or holds no private key`, 'give a PEM or JWK file relative to this one');
    return [];
  }
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (!KINDS.has(namedCurve ?? key.asymmetricKeyType ?? '') || (modulusLength ?? LEAST_RSA) < LEAST_RSA) {
    fault(
      index,
      `${path} is a key that cannot sign here`,
      'use RSA of 2048 bits or more, P-256, P-384, P-521 or Ed25519',
    );
    return [];
  }
  if (alg !== undefined && key.asymmetricKeyType !== 'rsa') {
    fault(index, `${path} is no RSA key and cannot sign by ${alg}`, 'leave alg out: such a key has one algorithm');
    return [];
  }
  let certificate: string | undefined;
  try {
    certificate = cert === undefined ? undefined : readFileSync(absolute(cert), 'utf8');
    if (certificate !== undefined && !new X509Certificate(certificate).checkPrivateKey(key))
      throw new Error('not its own');
  } catch {
    fault(index, `${cert} is not the certificate of ${path}`, 'give the PEM certificate of this very key');
    return [];
  }
  const pem = key.export({ type: 'pkcs8', format: 'pem' }) as string;
  return [{ pem, kid: kid ?? named ?? thumbprint(key), certificate, ...(alg ? { algorithm: alg } : {}) }];
}

/** A private key of a PEM or JWK text, and its name where it has one. */
function privateKey(text: string): [KeyObject, string | undefined] {
  if (!text.trimStart().startsWith('{')) return [createPrivateKey(text), undefined];
  const jwk = JSON.parse(text) as webcrypto.JsonWebKey & { readonly kid?: unknown };
  return [createPrivateKey({ key: jwk, format: 'jwk' }), typeof jwk.kid === 'string' ? jwk.kid : undefined];
}

/** RFC 7638: the members a key needs, in alphabetical order. */
function thumbprint(key: KeyObject): string {
  const { crv, e, kty, n, x, y } = createPublicKey(key).export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, e, kty, n, x, y })).digest('base64url');
}
