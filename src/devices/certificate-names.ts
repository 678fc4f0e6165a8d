import type { X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from './oids.ts';

/** Whom a certificate names, by kind of name. */
export interface CertificateNames {
  readonly mail: readonly string[];
  readonly principal: readonly string[];
  readonly name: readonly string[];
}

const OTHER_NAME = 0;
const RFC822_NAME = 1;

/** Read from the structure, never from text that joins names: a name may hold what looks like another. */
export function certificateNames({ raw }: Pick<X509Certificate, 'raw'>): CertificateNames {
  const certificate = pkijs.Certificate.fromBER(new Uint8Array(raw));
  const alternative = certificate.extensions?.find(({ extnID }) => extnID === OID.subjectAltName);
  const names = alternative === undefined ? [] : generalNames(alternative.extnValue.valueBlock.valueHexView);
  return {
    mail: names.flatMap(mailOf),
    principal: names.flatMap(principalOf),
    name: certificate.subject.typesAndValues.flatMap(({ type, value }) =>
      type === OID.plainName ? [String(value.valueBlock.value)] : [],
    ),
  };
}

function generalNames(der: Uint8Array): readonly asn1js.BaseBlock[] {
  const { result, offset } = asn1js.fromBER(new Uint8Array(der));
  if (offset < 0 || !(result instanceof asn1js.Sequence)) throw new Error('subjectAltName is no sequence');
  return result.valueBlock.value as asn1js.BaseBlock[];
}

function mailOf(name: asn1js.BaseBlock): string[] {
  if (name.idBlock.tagNumber !== RFC822_NAME || !(name instanceof asn1js.Primitive)) return [];
  return [Buffer.from(name.valueBlock.valueHexView).toString('latin1')];
}

function principalOf(name: asn1js.BaseBlock): string[] {
  if (name.idBlock.tagNumber !== OTHER_NAME || !(name instanceof asn1js.Constructed)) return [];
  const [type, wrapped] = name.valueBlock.value;
  if (!(type instanceof asn1js.ObjectIdentifier) || type.valueBlock.toString() !== OID.principalName) return [];
  const value = wrapped instanceof asn1js.Constructed ? wrapped.valueBlock.value[0] : undefined;
  return value instanceof asn1js.Utf8String ? [value.valueBlock.value] : [];
}
