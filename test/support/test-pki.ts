import { createHash, type webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { buildCertificate, extension, keyUsage } from '../../src/devices/ca/build-certificate.ts';
import { buildCrl } from '../../src/devices/ca/build-crl.ts';
import { OID } from '../../src/devices/oids.ts';
import { toPem } from '../../src/devices/pem.ts';
import type { PresentedCertificate } from '../../src/model/certificate.ts';

export const DAY = 86_400_000;
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const WEAK_RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: Uint8Array.of(1, 0, 1),
  modulusLength: 1024,
};

export interface LeafOptions {
  readonly name?: string;
  readonly mail?: string;
  /** Extended key usages; none leaves the extension out. */
  readonly purposes?: readonly string[];
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly weakKey?: boolean;
  readonly sha1?: boolean;
  readonly extra?: readonly pkijs.Extension[];
}

export interface TestLeaf {
  readonly der: Buffer;
  readonly pem: string;
  readonly key: string;
  readonly certificate: pkijs.Certificate;
  readonly signingKey: CryptoKey;
  readonly serial: string;
}

/** An authority of a test: `pem` is what the gateway is told. */
export interface TestAuthority {
  readonly certificate: pkijs.Certificate;
  readonly signingKey: CryptoKey;
  readonly der: Buffer;
  readonly pem: string;
  issue(options?: LeafOptions): Promise<TestLeaf>;
  intermediate(name: string, extra?: readonly pkijs.Extension[]): Promise<TestAuthority>;
  /** DER of a list. */
  crl(revoked: readonly TestLeaf[], options?: { thisUpdate?: number; nextUpdate?: number }): Promise<Buffer>;
  /** DER of an OCSP answer for one certificate: 0 good, 1 revoked, 2 unknown. */
  ocsp(leaf: TestLeaf, status: 0 | 1 | 2, options?: OcspOptions): Promise<Buffer>;
}

export interface OcspOptions {
  readonly signer?: { readonly certificate: pkijs.Certificate; readonly signingKey: CryptoKey };
  readonly nextUpdate?: number;
  readonly nonce?: ArrayBuffer;
}

export async function testAuthority(name: string, issuer?: TestAuthority, extra: readonly pkijs.Extension[] = []) {
  const keys = (await crypto.subtle.generateKey(EC, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await buildCertificate({
    plainName: name,
    notBefore: Date.now() - DAY,
    notAfter: Date.now() + 365 * DAY,
    publicKey: keys.publicKey,
    signingKey: issuer?.signingKey ?? keys.privateKey,
    ...(issuer ? { issuer: issuer.certificate } : {}),
    extensions: [
      extension(OID.basicConstraints, new pkijs.BasicConstraints({ cA: true }).toSchema(), true),
      keyUsage(0x06, 1),
      ...extra,
    ],
  });
  const der = derOf(certificate);
  const authority: TestAuthority = {
    certificate,
    signingKey: keys.privateKey,
    der,
    pem: toPem('CERTIFICATE', der),
    issue: (options = {}) => issueLeaf(authority, options),
    intermediate: (child, more) => testAuthority(child, authority, more),
    async crl(revoked, { thisUpdate = Date.now() - 60_000, nextUpdate = Date.now() + DAY } = {}) {
      const entries = revoked.map(({ serial }) => ({ serial, revokedAt: Date.now() - 1000 }));
      return Buffer.from(await buildCrl(certificate, keys.privateKey, entries, { number: 1, thisUpdate, nextUpdate }));
    },
    ocsp: (leaf, status, options = {}) => ocspAnswer(authority, leaf, status, options),
  };
  return authority;
}

async function issueLeaf(issuer: TestAuthority, options: LeafOptions): Promise<TestLeaf> {
  const { name = 'device', mail, purposes = [OID.clientAuth], weakKey, sha1, extra = [] } = options;
  const algorithm = weakKey ? WEAK_RSA : EC;
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const names = mail === undefined ? [] : [new pkijs.GeneralName({ type: 1, value: mail })];
  const certificate = await buildCertificate({
    plainName: name,
    notBefore: options.notBefore ?? Date.now() - DAY,
    notAfter: options.notAfter ?? Date.now() + 90 * DAY,
    publicKey: keys.publicKey,
    issuer: issuer.certificate,
    signingKey: issuer.signingKey,
    extensions: [
      keyUsage(0x80, 7),
      ...(purposes.length === 0
        ? []
        : [extension(OID.extendedKeyUsage, new pkijs.ExtKeyUsage({ keyPurposes: [...purposes] }).toSchema(), false)]),
      ...(names.length === 0
        ? []
        : [extension(OID.subjectAltName, new pkijs.GeneralNames({ names }).toSchema(), false)]),
      ...extra,
    ],
  });
  if (sha1) await certificate.sign(issuer.signingKey, 'SHA-1');
  const der = derOf(certificate);
  return {
    der,
    pem: toPem('CERTIFICATE', der),
    key: toPem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
    certificate,
    signingKey: keys.privateKey,
    serial: Buffer.from(certificate.serialNumber.valueBlock.valueHexView).toString('hex'),
  };
}

/** A basic answer (RFC 6960 section 4.2.1), signed by the authority or by `signer`, whose certificate goes with it. */
async function ocspAnswer(
  issuer: TestAuthority,
  leaf: TestLeaf,
  status: 0 | 1 | 2,
  { signer, nextUpdate = Date.now() + 3_600_000, nonce }: OcspOptions,
): Promise<Buffer> {
  const by = signer ?? issuer;
  const single = new pkijs.SingleResponse({
    thisUpdate: new Date(Date.now() - 1000),
    nextUpdate: new Date(nextUpdate),
  });
  await single.certID.createForCertificate(leaf.certificate, {
    hashAlgorithm: 'SHA-1',
    issuerCertificate: issuer.certificate,
  });
  single.certStatus =
    status === 1
      ? new asn1js.Constructed({
          idBlock: { tagClass: 3, tagNumber: 1 },
          value: [new asn1js.GeneralizedTime({ valueDate: new Date() })],
        })
      : new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: status }, lenBlockLength: 1 } as never);
  const basic = new pkijs.BasicOCSPResponse();
  basic.tbsResponseData.responderID = by.certificate.subject;
  basic.tbsResponseData.producedAt = new Date();
  basic.tbsResponseData.responses = [single];
  if (nonce)
    basic.tbsResponseData.responseExtensions = [new pkijs.Extension({ extnID: OID.ocspNonce, extnValue: nonce })];
  if (signer) basic.certs = [signer.certificate];
  await basic.sign(by.signingKey, 'SHA-256');
  const response = new pkijs.OCSPResponse({
    responseStatus: new asn1js.Enumerated({ value: 0 }),
    responseBytes: new pkijs.ResponseBytes({
      responseType: OID.ocspBasic,
      response: new asn1js.OctetString({ valueHex: basic.toSchema().toBER() }),
    }),
  });
  return Buffer.from(response.toSchema().toBER());
}

function derOf(certificate: pkijs.Certificate): Buffer {
  return Buffer.from(certificate.toSchema().toBER());
}

/** As whoever ended TLS would hand it over. */
export function presented(leaf: TestLeaf, sent: readonly TestAuthority[] = [], problem?: string): PresentedCertificate {
  const chain = [leaf.der, ...sent.map(({ der }) => der)];
  return problem === undefined ? { chain, trusted: true } : { chain, trusted: false, problem };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
