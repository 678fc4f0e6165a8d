import type { CertificateRule } from './contract.ts';

/** Both ends of the validity of every certificate on the path (RFC 5280 section 4.1.2.5). */
export const validity: CertificateRule = ({ leaf, path = [leaf], at }) => {
  for (const { validFromDate, validToDate } of path) {
    if (at > validToDate.getTime()) return 'expired';
    if (at < validFromDate.getTime()) return 'not-yet-valid';
  }
  return undefined;
};
