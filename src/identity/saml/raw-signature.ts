import { type KeyObject, sign, verify } from 'node:crypto';
import { SIGNATURE_ALGORITHMS } from './filter/signature-algorithms.ts';

/** ECDSA values of XML Signature are the two numbers side by side, not DER (RFC 4050, section 3.3). */
const ENCODING = 'ieee-p1363';

/** Whether `signature` is over exactly these octets by this key. The algorithm must be one for keys of that kind. */
export function verifyOctets(octets: Uint8Array, algorithm: string, key: KeyObject, signature: Uint8Array): boolean {
  const known = SIGNATURE_ALGORITHMS.get(algorithm);
  if (!known || known.keyType !== key.asymmetricKeyType || signature.length === 0) return false;
  return verify(known.hash, octets, { key, dsaEncoding: ENCODING }, signature);
}

/** The algorithm a key of ours signs with: RSA or ECDSA with SHA-256. */
export function signingAlgorithm(key: KeyObject): string {
  const kind = key.asymmetricKeyType === 'ec' ? 'ecdsa' : 'rsa';
  return `http://www.w3.org/2001/04/xmldsig-more#${kind}-sha256`;
}

export function signOctets(octets: Uint8Array, key: KeyObject): Buffer {
  return sign('sha256', octets, { key, dsaEncoding: ENCODING });
}
