import { X509Certificate } from 'node:crypto';
import type { CertificateCheck, CertificateOutcome, PresentedCertificate } from '../model/certificate.ts';
import { type Authorities, createAuthorities } from './authorities.ts';
import type { CertificateSettings } from './certificate-settings.ts';
import type { FetchBytes } from './fetch-bytes.ts';
import { createListShelf } from './revocation/list-shelf.ts';
import { createOcsp } from './revocation/ocsp.ts';
import { plainSerial } from './revocation/revocation-list.ts';
import type { Candidate, CertificateRule } from './rules/contract.ts';
import { holder } from './rules/holder.ts';
import { purpose } from './rules/purpose.ts';
import { revocation } from './rules/revocation.ts';
import { strength } from './rules/strength.ts';
import { trust } from './rules/trust.ts';
import { validity } from './rules/validity.ts';

export interface CertificateJudge {
  /** Whether a certificate is good for this user. Never rejects: what cannot be judged is not good. */
  judge(presented: PresentedCertificate | undefined, user: Candidate['user']): Promise<CertificateCheck>;
  /** What a check that was good is worth now, without asking anybody. */
  standing(check: CertificateCheck): CertificateOutcome;
  /** Reads revocation lists that have changed or are due. */
  refresh(): Promise<void>;
}

export interface CertificateJudgeParts {
  readonly settings: CertificateSettings;
  readonly fetchBytes: FetchBytes;
  readonly now: () => number;
  /** Told what went wrong with a place of the configuration, or with a certificate. */
  readonly failed: (place: string, error: unknown) => void;
}

export function createCertificateJudge({ settings, fetchBytes, now, failed }: CertificateJudgeParts): CertificateJudge {
  const authorities = createAuthorities(settings.authorities);
  const { crls, ocsp } = settings.revocation;
  const lists = createListShelf(crls, fetchBytes, now, failed);
  /** In this order: what makes a certificate worthless comes before what makes it doubtful, and asking others comes last. */
  const rules: readonly CertificateRule[] = [
    trust,
    validity,
    strength,
    purpose(settings.purposes),
    holder(settings.holder),
    revocation(settings.revocation, authorities, [lists.ask, createOcsp(ocsp, fetchBytes, now, failed)]),
  ];

  async function outcomeOf(candidate: Candidate): Promise<CertificateOutcome> {
    for (const rule of rules) {
      const outcome = await rule(candidate);
      if (outcome) return outcome;
    }
    return 'valid';
  }

  return {
    async judge(presented, user) {
      const at = now();
      if (!presented) return { outcome: 'none', at };
      try {
        const candidate = read(presented, authorities, user, at);
        return { outcome: await outcomeOf(candidate), at, certificate: remembered(candidate) };
      } catch (error) {
        failed('client certificate', error);
        return { outcome: 'unreadable', at };
      }
    },
    standing({ outcome, certificate }) {
      if (outcome !== 'valid' || !certificate) return outcome;
      if (now() > certificate.notAfter) return 'expired';
      return lists.revokes(certificate.issuer, certificate.serial) ? 'revoked' : 'valid';
    },
    refresh: lists.refresh,
  };
}

function read(
  presented: PresentedCertificate,
  authorities: Authorities,
  user: Candidate['user'],
  at: number,
): Candidate {
  const [leaf, ...sent] = presented.chain.map((der) => new X509Certificate(der));
  if (!leaf) throw new Error('an empty chain');
  return { presented, leaf, path: authorities.pathOf(leaf, sent), user, at };
}

function remembered({ leaf, path }: Candidate): NonNullable<CertificateCheck['certificate']> {
  return {
    fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
    serial: plainSerial(leaf.serialNumber),
    issuer: path?.[1]?.fingerprint256 ?? '',
    subject: leaf.subject.replaceAll('\n', ', '),
    notAfter: leaf.validToDate.getTime(),
  };
}
