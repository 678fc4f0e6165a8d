import { randomBytes } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from '../oids.ts';
import { sign } from './sign.ts';

/** RSA, because the PKCS#12 files that every system imports are written for RSA keys. */
export const KEY_ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: Uint8Array.of(1, 0, 1),
} as const;

export interface CertificateRequest {
  /** The name attribute CN of the subject. */
  readonly plainName: string;
  /** Epoch milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: CryptoKey;
  /** The authority; none for its own certificate. */
  readonly issuer?: pkijs.Certificate;
  readonly signingKey: CryptoKey;
  readonly extensions: readonly pkijs.Extension[];
}

/** A signed version 3 certificate (RFC 5280 section 4). */
export async function buildCertificate(request: CertificateRequest): Promise<pkijs.Certificate> {
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ valueHex: new Uint8Array(newSerial()).buffer });
  certificate.subject.typesAndValues.push(
    new pkijs.AttributeTypeAndValue({
      type: OID.plainName,
      value: new asn1js.Utf8String({ value: request.plainName }),
    }),
  );
  certificate.issuer = request.issuer?.subject ?? certificate.subject;
  certificate.notBefore.value = new Date(request.notBefore);
  certificate.notAfter.value = new Date(request.notAfter);
  await certificate.subjectPublicKeyInfo.importKey(request.publicKey);
  const own = await keyIdentifier(certificate);
  certificate.extensions = [
    ...request.extensions,
    extension(OID.subjectKeyIdentifier, new asn1js.OctetString({ valueHex: own }), false),
    authorityKey(request.issuer ? await keyIdentifier(request.issuer) : own),
  ];
  await sign(certificate, request.signingKey);
  return certificate;
}

export function extension(extnID: string, value: { toBER(): ArrayBuffer }, critical: boolean): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER() });
}

/** Method 1 of RFC 5280 section 4.2.1.2. */
export function keyIdentifier(certificate: pkijs.Certificate): Promise<ArrayBuffer> {
  const key = certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  return crypto.subtle.digest('SHA-1', new Uint8Array(key));
}

export function authorityKey(identifier: ArrayBuffer): pkijs.Extension {
  const value = new pkijs.AuthorityKeyIdentifier({ keyIdentifier: new asn1js.OctetString({ valueHex: identifier }) });
  return extension(OID.authorityKeyIdentifier, value.toSchema(), false);
}

/** Bits of KeyUsage, most significant first (RFC 5280 section 4.2.1.3). */
export function keyUsage(bits: number, unusedBits: number): pkijs.Extension {
  return extension(OID.keyUsage, new asn1js.BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits }), true);
}

/** 126 random bits, positive (RFC 5280 section 4.1.2.2). */
function newSerial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
