import type { KeyObject } from 'node:crypto';
import type { CertificateRule } from './contract.ts';

const MIN_RSA_BITS = 2048;
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
/** Key types without a size to choose. */
const SOUND: ReadonlySet<string> = new Set(['ed25519', 'ed448']);
const BROKEN_DIGEST = /md2|md4|md5|sha1|sha-1/i;

/** Keys of the whole path, and every signature but the authority's own, which nobody relies on. */
export const strength: CertificateRule = ({ leaf, path = [leaf] }) => {
  const weakKey = path.some(({ publicKey }) => !isStrong(publicKey));
  const weakSignature = path
    .slice(0, -1)
    .some(({ signatureAlgorithm }) => BROKEN_DIGEST.test(signatureAlgorithm ?? ''));
  return weakKey || weakSignature ? 'weak-key' : undefined;
};

function isStrong({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): boolean {
  if (type === 'rsa' || type === 'rsa-pss') return (details.modulusLength ?? 0) >= MIN_RSA_BITS;
  if (type === 'ec') return CURVES.has(details.namedCurve ?? '');
  return type !== undefined && (SOUND.has(type) || type.startsWith('ml-dsa'));
}
