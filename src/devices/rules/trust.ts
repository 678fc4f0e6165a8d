import type { CertificateOutcome } from '../../model/certificate.ts';
import type { CertificateRule } from './contract.ts';
import { strength } from './strength.ts';

/** OpenSSL's words for what is wrong with a chain; any other is `not-trusted`. */
const PROBLEMS: Readonly<Record<string, CertificateOutcome>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-authority',
  CERT_UNTRUSTED: 'unknown-authority',
  INVALID_PURPOSE: 'wrong-purpose',
  EE_KEY_TOO_SMALL: 'weak-key',
  CA_KEY_TOO_SMALL: 'weak-key',
  CA_MD_TOO_WEAK: 'weak-key',
};

/** The chain was found good by whoever ended TLS, and a path to an authority is there. */
export const trust: CertificateRule = async (candidate) => {
  const { presented, path } = candidate;
  if (path === undefined) return PROBLEMS[presented.problem ?? ''] ?? 'unknown-authority';
  if (presented.trusted) return undefined;
  // Node has no word for some of what OpenSSL finds, weak keys among it.
  return PROBLEMS[presented.problem ?? ''] ?? (await strength(candidate)) ?? 'not-trusted';
};
