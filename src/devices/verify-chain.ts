import * as pkijs from 'pkijs';
import type { PresentedCertificate } from '../model/certificate.ts';
import { fromPem } from './pem.ts';

/** Checks a chain against authorities without a TLS handshake (RFC 5280 section 6), for certificates that others received. */
export type VerifyChain = (chain: readonly Uint8Array[]) => Promise<PresentedCertificate>;

/** The engine's codes, as OpenSSL says the same. */
const PROBLEMS: Readonly<Record<number, string>> = {
  8: 'CERT_HAS_EXPIRED',
  60: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  97: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
};

export function createVerifyChain(pems: readonly string[], now: () => number): VerifyChain {
  const authorities = pems.flatMap((pem) => fromPem('CERTIFICATE', pem)).map(read);
  return async (chain) => {
    const [leaf, ...sent] = chain.map(read);
    if (!leaf) return { chain, trusted: false, problem: 'an empty chain' };
    // The engine takes the last for the one in question. Revocation is checked elsewhere, for every certificate alike.
    const engine = new pkijs.CertificateChainValidationEngine({
      trustedCerts: [...authorities],
      certs: [...sent, leaf],
      checkDate: new Date(now()),
    });
    const { result, resultCode, resultMessage } = await engine.verify();
    if (result) return { chain, trusted: true };
    return { chain, trusted: false, problem: PROBLEMS[resultCode] ?? resultMessage };
  };
}

function read(der: Uint8Array): pkijs.Certificate {
  return pkijs.Certificate.fromBER(new Uint8Array(der));
}
