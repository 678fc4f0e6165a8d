import type { CertificateRule } from './contract.ts';

/**
 * The certificate names every wanted purpose itself. OpenSSL lets one without any pass for all; a certificate for signing
 * mail must not be one for a device.
 */
export function purpose(wanted: readonly string[]): CertificateRule {
  return ({ leaf }) => {
    // Node's name for the extended key usage.
    const named: readonly string[] = leaf.keyUsage ?? [];
    return wanted.every((each) => named.includes(each)) && !leaf.ca ? undefined : 'wrong-purpose';
  };
}
