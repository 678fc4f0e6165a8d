/** How a certificate must belong to the user who is signed in: by mail address, principal name or the subject's CN. */
export const HOLDERS = ['anybody', 'mail', 'principal', 'name'] as const;
export type Holder = (typeof HOLDERS)[number];

export interface RevocationSettings {
  /** `hard`: no answer refuses; `soft`: no answer passes; `off`: nobody is asked. */
  readonly mode: 'hard' | 'soft' | 'off';
  /** Absolute paths and http(s) URLs of revocation lists. */
  readonly crls: readonly string[];
  /** URLs of OCSP responders. */
  readonly ocsp: readonly string[];
  /** What becomes of a certificate whose authority none of them speaks for. */
  readonly uncovered: 'refuse' | 'accept';
}

/** What makes a client certificate good. */
export interface CertificateSettings {
  /** PEM texts of roots and intermediates; each may hold several. */
  readonly authorities: readonly string[];
  /** Object identifiers the certificate must name as its purposes, every one. */
  readonly purposes: readonly string[];
  readonly holder: Holder;
  readonly revocation: RevocationSettings;
}
