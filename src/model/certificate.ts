/**
 * What came of asking a browser for a client certificate: a closed list (law 7), explained in docs/devices.md. Only `valid`
 * gives the tag; with any other the session goes on without it.
 */
export const CERTIFICATE_OUTCOMES = {
  valid: 'The certificate is one of a device of this organisation.',
  none: 'The browser has no such certificate, or its user chose none.',
  unreadable: 'What came as a certificate cannot be read.',
  'unknown-authority': 'The certificate was not issued by an authority the gateway was told of.',
  expired: 'The certificate is past its end.',
  'not-yet-valid': 'The certificate is not valid yet.',
  'not-trusted': 'The chain of the certificate breaks a rule of its authority.',
  'wrong-purpose': 'The certificate is not one for proving a client.',
  'weak-key': 'A key or a signature in the chain is too weak to prove anything.',
  'other-user': 'The certificate belongs to another user than the one signed in.',
  revoked: 'The certificate was revoked.',
  'revocation-unknown': 'Whether the certificate was revoked cannot be told at the moment.',
  'revocation-uncovered': 'No revocation list or responder speaks for the authority of the certificate.',
  moved: 'The session is used from another address or browser than the one the certificate came from.',
  aged: 'The certificate was shown too long ago.',
} as const;
export type CertificateOutcome = keyof typeof CERTIFICATE_OUTCOMES;

/** A certificate as it came with a connection or from a proxy in front. */
export interface PresentedCertificate {
  /** DER, the certificate itself first, then what was sent with it. */
  readonly chain: readonly Uint8Array[];
  /** Whether whoever checked the chain against the authorities found it good. */
  readonly trusted: boolean;
  /** Error of that check, in OpenSSL's words. */
  readonly problem?: string;
}

/** What a session remembers of the asking. Times are epoch milliseconds; texts of a certificate are for people. */
export interface CertificateCheck {
  readonly outcome: CertificateOutcome;
  readonly at: number;
  readonly certificate?: {
    /** SHA-256 of the DER, hex. */
    readonly fingerprint: string;
    /** Hex, lower case, no leading zeros. */
    readonly serial: string;
    /** Fingerprint of the issuer's certificate. */
    readonly issuer: string;
    readonly subject: string;
    readonly notAfter: number;
  };
}
