import forge from 'node-forge';

/** How the file is encrypted: `modern` is AES-256; `legacy` is 3DES, for systems that read nothing later. */
export const PKCS12_FORMS = ['modern', 'legacy'] as const;
export type Pkcs12Form = (typeof PKCS12_FORMS)[number];

const ALGORITHMS = { modern: 'aes256', legacy: '3des' } as const;
/** Rounds of key derivation: the file lies about for a while, and the password is chosen by people. */
const ROUNDS = 20_000;

export interface Pkcs12Content {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
  /** What the system shows in its list of certificates. */
  readonly name: string;
}

/** Key, certificate and authority in one file under a password (RFC 7292). The key must be RSA. */
export function writePkcs12(content: Pkcs12Content, password: string, form: Pkcs12Form): Buffer {
  const { key, certificate, authority, name } = content;
  const chain = [certificate, authority].map((pem) => forge.pki.certificateFromPem(pem));
  const file = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(key), chain, password, {
    algorithm: ALGORITHMS[form],
    count: ROUNDS,
    friendlyName: name,
    generateLocalKeyId: true,
  });
  return Buffer.from(forge.asn1.toDer(file).getBytes(), 'binary');
}
