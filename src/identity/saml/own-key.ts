import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { SamlKeyPair } from './saml-settings.ts';
import { bareCertificate } from './x509-key.ts';

/** A key of ours, ready for use. */
export interface OwnKey {
  readonly key: KeyObject;
  readonly pem: string;
  /** PEM. */
  readonly certificate: string;
  /** Base64 of the certificate's DER. */
  readonly bare: string;
}

/** Throws for text that is no PEM. */
export function ownKey({ key, cert }: SamlKeyPair): OwnKey {
  return { key: createPrivateKey(key), pem: key, certificate: cert, bare: bareCertificate(cert) };
}
