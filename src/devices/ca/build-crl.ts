import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from '../oids.ts';
import { authorityKey, extension, keyIdentifier } from './build-certificate.ts';
import { sign } from './sign.ts';

export interface RevokedEntry {
  /** Hex. */
  readonly serial: string;
  /** Epoch milliseconds. */
  readonly revokedAt: number;
}

/** A signed list (RFC 5280 section 5). `number` rises with every list. Times are epoch milliseconds. */
export async function buildCrl(
  issuer: pkijs.Certificate,
  signingKey: CryptoKey,
  revoked: readonly RevokedEntry[],
  { number, thisUpdate, nextUpdate }: { number: number; thisUpdate: number; nextUpdate: number },
): Promise<ArrayBuffer> {
  const list = new pkijs.CertificateRevocationList();
  list.version = 1;
  list.issuer = issuer.subject;
  list.thisUpdate = new pkijs.Time({ value: new Date(thisUpdate) });
  list.nextUpdate = new pkijs.Time({ value: new Date(nextUpdate) });
  // An empty list is left out: the field may not be empty (section 5.1.2.6).
  if (revoked.length > 0)
    list.revokedCertificates = revoked.map(
      ({ serial, revokedAt }) =>
        new pkijs.RevokedCertificate({
          userCertificate: new asn1js.Integer({ valueHex: new Uint8Array(Buffer.from(serial, 'hex')).buffer }),
          revocationDate: new pkijs.Time({ value: new Date(revokedAt) }),
        }),
    );
  list.crlExtensions = new pkijs.Extensions({
    extensions: [
      authorityKey(await keyIdentifier(issuer)),
      extension(OID.crlNumber, new asn1js.Integer({ value: number }), false),
    ],
  });
  await sign(list, signingKey);
  return list.toSchema().toBER();
}
