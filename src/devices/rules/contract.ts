import type { X509Certificate } from 'node:crypto';
import type { CertificateOutcome, PresentedCertificate } from '../../model/certificate.ts';
import type { User } from '../../model/identity.ts';

/** A certificate under judgement. */
export interface Candidate {
  readonly presented: PresentedCertificate;
  readonly leaf: X509Certificate;
  /** From the leaf up to one of the authorities; undefined when no path leads there. */
  readonly path: readonly X509Certificate[] | undefined;
  readonly user: Pick<User, 'name' | 'email'>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One thing a certificate must be. What is wrong with it, or undefined. */
export type CertificateRule = (
  candidate: Candidate,
) => CertificateOutcome | undefined | Promise<CertificateOutcome | undefined>;
