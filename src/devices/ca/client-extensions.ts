import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from '../oids.ts';
import { extension, keyUsage } from './build-certificate.ts';

/** IA5String holds ASCII only. */
const MAIL = /^[!-?A-~]+@[!-?A-~]+$/;
const CONTEXT = 3;
const RFC822_NAME = 1;
const OTHER_NAME = 0;
const URL_NAME = 6;

/** What makes a certificate one of a user's devices, and nothing else: it signs no other and serves no host. */
export function clientExtensions(user: string, crlUrl: string | undefined): pkijs.Extension[] {
  const digitalSignature = keyUsage(0x80, 7);
  return [
    extension(OID.basicConstraints, new pkijs.BasicConstraints({ cA: false }).toSchema(), true),
    digitalSignature,
    extension(OID.extendedKeyUsage, new pkijs.ExtKeyUsage({ keyPurposes: [OID.clientAuth] }).toSchema(), false),
    extension(OID.subjectAltName, namesOf(user), false),
    ...(crlUrl === undefined ? [] : [distributionPoint(crlUrl)]),
  ];
}

/** The user as principal name, and as mail address where it reads like one (GeneralNames, RFC 5280 section 4.2.1.6). */
function namesOf(user: string): asn1js.Sequence {
  const principal = new asn1js.Constructed({
    idBlock: { tagClass: CONTEXT, tagNumber: OTHER_NAME },
    value: [
      new asn1js.ObjectIdentifier({ value: OID.principalName }),
      new asn1js.Constructed({
        idBlock: { tagClass: CONTEXT, tagNumber: 0 },
        value: [new asn1js.Utf8String({ value: user })],
      }),
    ],
  });
  const mail = new asn1js.Primitive({
    idBlock: { tagClass: CONTEXT, tagNumber: RFC822_NAME },
    valueHex: new Uint8Array(Buffer.from(user)).buffer,
  });
  return new asn1js.Sequence({ value: MAIL.test(user) ? [principal, mail] : [principal] });
}

function distributionPoint(url: string): pkijs.Extension {
  const point = new pkijs.DistributionPoint({
    distributionPoint: [new pkijs.GeneralName({ type: URL_NAME, value: url })],
  });
  const value = new pkijs.CRLDistributionPoints({ distributionPoints: [point] });
  return extension(OID.crlDistributionPoints, value.toSchema(), false);
}
