import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { type EncryptOptions, encrypt } from 'xml-encryption';
import { signingAlgorithm, signOctets } from '../../src/identity/saml/raw-signature.ts';
import { createSelfSigned } from '../../src/proxy/tls/self-signed.ts';

export interface SigningPair {
  readonly key: string;
  readonly cert: string;
}

const made = new Map<string, Promise<SigningPair>>();

/** A key pair with a certificate of this name. RSA is slow to make, so each label is made once. */
export function samlKeys(name: string, label = name): Promise<SigningPair> {
  const pair = made.get(label) ?? createSelfSigned(name, Date.now());
  made.set(label, pair);
  return pair;
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

export interface ResponseFields {
  readonly idp: string;
  readonly acs: string;
  readonly audience: string | undefined;
  readonly inResponseTo: string | undefined;
  readonly now: number;
  readonly subject: string;
  readonly responseId: string;
  readonly assertionId: string;
  readonly sessionIndex: string;
  readonly nameIdFormat: string;
  readonly recipient: string;
  readonly destination: string;
  readonly assertionIssuer: string;
  readonly status: string;
  /** Milliseconds from `now`. */
  readonly notBefore: number;
  readonly notOnOrAfter: number;
  readonly confirmationEnd: number | undefined;
  readonly sessionEnd: number | undefined;
  readonly classRef: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

const iso = (at: number): string => new Date(at).toISOString();

/** An assertion as an identity provider writes it, unsigned. */
export function assertionXml(fields: ResponseFields): string {
  const { now, inResponseTo, confirmationEnd, sessionEnd } = fields;
  const attributes = Object.entries(fields.attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values.map((each) => `<saml:AttributeValue>${each}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  );
  const audience =
    fields.audience === undefined
      ? ''
      : `<saml:AudienceRestriction><saml:Audience>${fields.audience}</saml:Audience></saml:AudienceRestriction>`;
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${fields.assertionId}" Version="2.0" IssueInstant="${iso(now)}">`,
    `<saml:Issuer>${fields.assertionIssuer}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="${fields.nameIdFormat}">${fields.subject}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData Recipient="${fields.recipient}"${inResponseTo === undefined ? '' : ` InResponseTo="${inResponseTo}"`}${confirmationEnd === undefined ? '' : ` NotOnOrAfter="${iso(now + confirmationEnd)}"`}/>`,
    '</saml:SubjectConfirmation></saml:Subject>',
    `<saml:Conditions NotBefore="${iso(now + fields.notBefore)}" NotOnOrAfter="${iso(now + fields.notOnOrAfter)}">${audience}</saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${iso(now)}" SessionIndex="${fields.sessionIndex}"${sessionEnd === undefined ? '' : ` SessionNotOnOrAfter="${iso(now + sessionEnd)}"`}>`,
    `<saml:AuthnContext><saml:AuthnContextClassRef>${fields.classRef}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    attributes.length === 0 ? '' : `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>`,
    '</saml:Assertion>',
  ].join('');
}

/** A response around an assertion (or whatever is to stand in its place), unsigned. */
export function responseXml(fields: ResponseFields, content: string): string {
  const { inResponseTo } = fields;
  return [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${fields.responseId}" Version="2.0" IssueInstant="${iso(fields.now)}" Destination="${fields.destination}"${inResponseTo === undefined ? '' : ` InResponseTo="${inResponseTo}"`}>`,
    `<saml:Issuer>${fields.idp}</saml:Issuer>`,
    `<samlp:Status><samlp:StatusCode Value="${fields.status}"/></samlp:Status>`,
    content,
    '</samlp:Response>',
  ].join('');
}

export interface SignOptions {
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  readonly transforms?: readonly string[];
  readonly canonicalization?: string;
}

/** Signs the element with this ID; the signature follows its issuer, or stands first in one without. */
export function signElement(xml: string, id: string, pair: SigningPair, options: SignOptions = {}): string {
  const signed = new SignedXml({
    privateKey: pair.key,
    publicCert: pair.cert,

    signatureAlgorithm: options.signatureAlgorithm ?? RSA_SHA256,
    canonicalizationAlgorithm: options.canonicalization ?? EXCLUSIVE,
  });
  signed.SignatureAlgorithms['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'] = class {
    getAlgorithmName = (): string => 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
    getSignature = (text: unknown, key: unknown): string =>
      signOctets(Buffer.from(String(text)), createPrivateKey(key as string)).toString('base64');
    verifySignature = (): boolean => false;
  } as never;
  signed.addReference({
    xpath: `//*[@ID='${id}']`,
    transforms: [...(options.transforms ?? [ENVELOPED, EXCLUSIVE])],
    digestAlgorithm: options.digestAlgorithm ?? SHA256,
  });
  const issuer = `//*[@ID='${id}']/*[local-name(.)='Issuer']`;
  const hasIssuer = new RegExp(`ID="${id}"[^>]*><(?:\\w+:)?Issuer`).test(xml);
  signed.computeSignature(xml, {
    prefix: 'ds',
    location: hasIssuer ? { reference: issuer, action: 'after' } : { reference: `//*[@ID='${id}']`, action: 'prepend' },
  });
  return signed.getSignedXml();
}

/** An EncryptedAssertion around the text of an assertion. */
export async function encryptedAssertion(
  assertion: string,
  certificate: string,
  algorithm: EncryptOptions['encryptionAlgorithm'],
  keyAlgorithm: EncryptOptions['keyEncryptionAlgorithm'] = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
): Promise<string> {
  const data = await new Promise<string>((resolve, reject) =>
    encrypt(
      assertion,
      {
        rsa_pub: createPublicKey(certificate).export({ type: 'spki', format: 'pem' }) as string,
        pem: certificate,
        encryptionAlgorithm: algorithm,
        keyEncryptionAlgorithm: keyAlgorithm,
        disallowEncryptionWithInsecureAlgorithm: false,
        warnInsecureAlgorithm: false,
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    ),
  );
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${data}</saml:EncryptedAssertion>`;
}

export const posted = (xml: string): string => Buffer.from(xml).toString('base64');

/** A logout message as an identity provider writes it, unsigned. */
export function logoutXml({
  kind,
  id,
  issuer,
  destination,
  now,
  nameId,
  sessionIndex,
  inResponseTo,
  notOnOrAfter,
  extra = '',
}: {
  readonly kind: 'LogoutRequest' | 'LogoutResponse';
  readonly id: string;
  readonly issuer: string;
  readonly destination: string;
  readonly now: number;
  readonly nameId?: string | undefined;
  readonly sessionIndex?: string;
  readonly inResponseTo?: string;
  readonly notOnOrAfter?: number;
  readonly extra?: string;
}): string {
  return [
    `<samlp:${kind} xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${iso(now)}" Destination="${destination}"`,
    inResponseTo === undefined ? '' : ` InResponseTo="${inResponseTo}"`,
    notOnOrAfter === undefined ? '' : ` NotOnOrAfter="${iso(notOnOrAfter)}"`,
    `><saml:Issuer>${issuer}</saml:Issuer>${extra}`,
    nameId === undefined ? '' : `<saml:NameID>${nameId}</saml:NameID>`,
    sessionIndex === undefined ? '' : `<samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex>`,
    kind === 'LogoutResponse'
      ? '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
      : '',
    `</samlp:${kind}>`,
  ].join('');
}

/** A query of the redirect binding, signed unless there is no key. */
export function redirectQuery(
  parameter: 'SAMLRequest' | 'SAMLResponse',
  xml: string,
  pair: SigningPair | undefined,
  relayState?: string,
  encode: (text: string) => string = encodeURIComponent,
): string {
  const message = `${parameter}=${encode(deflateRawSync(Buffer.from(xml)).toString('base64'))}`;
  const state = relayState === undefined ? '' : `&RelayState=${encode(relayState)}`;
  if (!pair) return message + state;
  const key: KeyObject = createPrivateKey(pair.key);
  const toSign = `${message}${state}&SigAlg=${encode(signingAlgorithm(key))}`;
  return `${toSign}&Signature=${encode(signOctets(Buffer.from(toSign), key).toString('base64'))}`;
}

/** Metadata of an identity provider with these endpoints and signing certificates. */
export function idpMetadata({
  entityId,
  certificates,
  sso,
  slo,
  validUntil,
  postSso,
}: {
  readonly entityId: string;
  readonly certificates: readonly string[];
  readonly sso: string;
  readonly postSso?: string;
  readonly slo?: string;
  readonly validUntil?: number;
}): string {
  const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s+/g, '');
  const binding = 'urn:oasis:names:tc:SAML:2.0:bindings:';
  return [
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="_meta" entityID="${entityId}"${validUntil === undefined ? '' : ` validUntil="${iso(validUntil)}"`}>`,
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    ...certificates.map(
      (pem) =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bare(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    ),
    ...(slo === undefined
      ? []
      : ['HTTP-Redirect', 'HTTP-POST'].map(
          (each) => `<md:SingleLogoutService Binding="${binding}${each}" Location="${slo}"/>`,
        )),
    ...(postSso === undefined ? [`<md:SingleSignOnService Binding="${binding}HTTP-Redirect" Location="${sso}"/>`] : []),
    `<md:SingleSignOnService Binding="${binding}HTTP-POST" Location="${postSso ?? sso}"/>`,
    '</md:IDPSSODescriptor></md:EntityDescriptor>',
  ].join('');
}
