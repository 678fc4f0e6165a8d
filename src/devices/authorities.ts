import { X509Certificate } from 'node:crypto';
import { fromPem } from './pem.ts';

/** Certificates on a path; more are in no chain that people use, and each costs a signature. */
const MAX_PATH = 8;

/** The authorities the gateway was told of. */
export interface Authorities {
  readonly certificates: readonly X509Certificate[];
  /** Whether a certificate is one of them. */
  includes(certificate: X509Certificate): boolean;
  /**
   * The certificate and its issuers up to the first that is one of the authorities, by names and signatures; `sent` may
   * stand between. Whether the path may be trusted is for others to say. Undefined when there is none.
   */
  pathOf(leaf: X509Certificate, sent: readonly X509Certificate[]): readonly X509Certificate[] | undefined;
}

/** Throws for a text that is no certificate. */
export function createAuthorities(pems: readonly string[]): Authorities {
  const certificates = pems.flatMap((pem) => fromPem('CERTIFICATE', pem).map((der) => new X509Certificate(der)));
  const fingerprints = new Set(certificates.map(({ fingerprint256 }) => fingerprint256));
  const includes = ({ fingerprint256 }: X509Certificate): boolean => fingerprints.has(fingerprint256);

  function pathFrom(
    path: readonly X509Certificate[],
    sent: readonly X509Certificate[],
  ): readonly X509Certificate[] | undefined {
    const last = path.at(-1) as X509Certificate;
    if (path.length > 1 && includes(last)) return path;
    if (path.length >= MAX_PATH) return undefined;
    for (const issuer of [...certificates, ...sent]) {
      if (path.some(({ fingerprint256 }) => fingerprint256 === issuer.fingerprint256)) continue;
      if (!issuer.ca || !last.checkIssued(issuer) || !last.verify(issuer.publicKey)) continue;
      const found = pathFrom([...path, issuer], sent);
      if (found) return found;
    }
    return undefined;
  }

  return { certificates, includes, pathOf: (leaf, sent) => pathFrom([leaf], sent) };
}
