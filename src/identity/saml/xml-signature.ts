import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { type HashAlgorithm, type SignatureAlgorithm as LibrarySignature, SignedXml } from 'xml-crypto';
import type { SamlMessage } from './filter/read-message.ts';
import { DIGEST_ALGORITHMS, SIGNATURE_ALGORITHMS } from './filter/signature-algorithms.ts';
import { signingAlgorithm, signOctets, verifyOctets } from './raw-signature.ts';
import { ENVELOPED, EXCLUSIVE_C14N, NS } from './saml-names.ts';
import type { SamlReason } from './saml-reason.ts';
import { attribute, childrenNamed, type XmlElement } from './xml-element.ts';
import { escapeXml } from './xml-text.ts';

type Classes<T> = Record<string, new () => T>;

/** The library's tables, replaced by ours: what is not in them cannot be used, whatever a message asks for. */
const HASHES: Classes<HashAlgorithm> = Object.fromEntries(
  [...DIGEST_ALGORITHMS].map(([uri, hash]) => [
    uri,
    class {
      getAlgorithmName = (): string => uri;
      getHash = (xml: string): string => createHash(hash).update(xml, 'utf8').digest('base64');
    },
  ]),
);
const SIGNATURES: Classes<LibrarySignature> = Object.fromEntries(
  [...SIGNATURE_ALGORITHMS.keys()].map((uri) => [
    uri,
    class {
      getAlgorithmName = (): string => uri;
      getSignature = (signedPart: unknown, key: unknown): string =>
        signOctets(Buffer.from(String(signedPart)), key as KeyObject).toString('base64');
      verifySignature = (material: string, key: unknown, value: string): boolean =>
        verifyOctets(Buffer.from(material), uri, key as KeyObject, Buffer.from(value, 'base64'));
    },
  ]),
) as unknown as Classes<LibrarySignature>;

function signedXml(options: ConstructorParameters<typeof SignedXml>[0]): SignedXml {
  // Keys named in a message count for nothing: only the pinned ones do.
  const signed = new SignedXml({ ...options, getCertFromKeyInfo: () => null });
  const { [ENVELOPED]: enveloped, [EXCLUSIVE_C14N]: exclusive } = signed.CanonicalizationAlgorithms;
  signed.CanonicalizationAlgorithms = {
    ...(enveloped && { [ENVELOPED]: enveloped }),
    ...(exclusive && { [EXCLUSIVE_C14N]: exclusive }),
  };
  signed.HashAlgorithms = HASHES;
  signed.SignatureAlgorithms = SIGNATURES;
  return signed;
}

/** The signature of an element, when it has one; the filter saw to it that there are not two. */
export function signatureOf(element: XmlElement): XmlElement | undefined {
  return childrenNamed(element, NS.signature, 'Signature')[0];
}

/**
 * The octets under the signature of an element of a filtered message, canonical and without that signature: the only text
 * that may be believed. A reason when there is no signature or none of the keys made it.
 */
export function verifiedText(
  { text }: SamlMessage,
  element: XmlElement,
  keys: readonly KeyObject[],
): { readonly signed: string } | SamlReason {
  const signature = signatureOf(element);
  if (!signature) return 'unsigned';
  const alone = standingAlone(text, signature);
  for (const key of keys) {
    const signed = signedXml({ publicCert: key });
    try {
      signed.loadSignature(alone);
      if (!signed.checkSignature(text)) continue;
    } catch {
      // The library throws for a signature of another key, as for anything else it does not accept.
      continue;
    }
    const [first, ...more] = signed.getSignedReferences();
    const [reference] = signed.getReferences();
    if (first !== undefined && more.length === 0 && reference?.uri === `#${attribute(element, 'ID')}`)
      return { signed: first };
  }
  return 'wrong-signature';
}

/** A signature as a document of its own: what the filter knows of it and nothing else, with the prefixes in scope there. */
function standingAlone(text: string, { prefix, scope, children }: XmlElement): string {
  const name = prefix === '' ? 'Signature' : `${prefix}:Signature`;
  const declarations = [...scope]
    .filter(([each]) => each !== 'xml')
    .map(([each, namespace]) => ` xmlns${each === '' ? '' : `:${each}`}="${escapeXml(namespace)}"`);
  const [signedPart, signatureValue] = children as [XmlElement, XmlElement];
  const parts = [signedPart, signatureValue].map(({ start, end }) => text.slice(start, end));
  return `<${name}${declarations.join('')}>${parts.join('')}</${name}>`;
}

/** Signs the root element of a message of ours; the signature follows the issuer, where the schema wants it. */
export function signXml(
  xml: string,
  { key, certificate }: { readonly key: KeyObject; readonly certificate: string },
  after?: string,
): string {
  const signed = signedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm: signingAlgorithm(createPublicKey(key)),
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
  });
  signed.addReference({
    xpath: '/*',
    transforms: [ENVELOPED, EXCLUSIVE_C14N],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  const location =
    after === undefined
      ? { reference: '/*', action: 'prepend' as const }
      : { reference: `/*/*[local-name(.)='${after}']`, action: 'after' as const };
  signed.computeSignature(xml, { prefix: 'ds', location });
  return signed.getSignedXml();
}
