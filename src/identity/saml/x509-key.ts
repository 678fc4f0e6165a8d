import { type KeyObject, X509Certificate } from 'node:crypto';

/** Bits of an RSA key below which its signatures prove nothing (NIST SP 800-131A, section 3). */
const MIN_MODULUS = 2048;

/** The public key of a certificate, given as PEM or as bare base64 of DER; undefined for anything else, and for a weak key. */
export function certificateKey(text: string): KeyObject | undefined {
  try {
    const { publicKey } = new X509Certificate(pemOf(text));
    const { modulusLength } = publicKey.asymmetricKeyDetails ?? {};
    return modulusLength === undefined || modulusLength >= MIN_MODULUS ? publicKey : undefined;
  } catch {
    return undefined;
  }
}

export function pemOf(text: string): string {
  if (text.includes('-----BEGIN')) return text;
  const body = text.replace(/\s+/g, '').replace(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

/** The base64 of a PEM certificate, as XML Signature carries it. */
export function bareCertificate(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64');
}
