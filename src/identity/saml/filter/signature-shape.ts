import { ENVELOPED, EXCLUSIVE_C14N, NS } from '../saml-names.ts';
import type { SamlReason } from '../saml-reason.ts';
import { attribute, everyElement, is, type XmlElement } from '../xml-element.ts';
import type { FilterOptions, MessageRule } from './message-rule.ts';
import { DIGEST_ALGORITHMS, SIGNATURE_ALGORITHMS } from './signature-algorithms.ts';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * What a signature may hold: one reference to the ID of its own parent, the enveloped-signature transform and exclusive
 * canonicalisation, algorithms of the table, one value each (SAML core, section 5.4). No object, no second SignedInfo.
 */
export const signatureShape: MessageRule = (root, options) => {
  for (const element of everyElement(root)) {
    if (!is(element, NS.signature, 'Signature')) continue;
    const reason = shapeOf(element, options);
    if (reason) return reason;
  }
  return undefined;
};

function shapeOf(signature: XmlElement, options: FilterOptions): SamlReason | undefined {
  const [signedPart, signatureValue] = signature.children;
  const parts = exactly(signature, ['SignedInfo', 'SignatureValue'], 'KeyInfo');
  if (!parts || !signedPart || !isBase64(signatureValue)) return 'signature-shape';
  if (!exactly(signedPart, ['CanonicalizationMethod', 'SignatureMethod', 'Reference'])) return 'signature-shape';
  const [canonicalization, method, reference] = signedPart.children as [XmlElement, XmlElement, XmlElement];
  if (!exactly(reference, ['Transforms', 'DigestMethod', 'DigestValue'])) return 'signature-shape';
  const [transforms, digest, digestValue] = reference.children as [XmlElement, XmlElement, XmlElement];
  if (!isBase64(digestValue) || canonicalization.children.length + method.children.length + digest.children.length > 0)
    return 'signature-shape';
  const id = signature.parent && attribute(signature.parent, 'ID');
  if (id === undefined || attribute(reference, 'URI') !== `#${id}`) return 'signature-shape';
  return transformReason(transforms) ?? algorithmReason(canonicalization, method, digest, options);
}

function transformReason(transforms: XmlElement): SamlReason | undefined {
  if (!exactly(transforms, ['Transform', 'Transform'])) return 'signature-shape';
  const [enveloped, exclusive] = transforms.children as [XmlElement, XmlElement];
  if (attribute(enveloped, 'Algorithm') !== ENVELOPED || attribute(exclusive, 'Algorithm') !== EXCLUSIVE_C14N)
    return 'signature-algorithm';
  const prefixLists = exclusive.children.filter((child) => is(child, NS.exclusive, 'InclusiveNamespaces'));
  const only = enveloped.children.length === 0 && prefixLists.length === exclusive.children.length;
  return only && prefixLists.length <= 1 ? undefined : 'signature-shape';
}

function algorithmReason(
  canonicalization: XmlElement,
  method: XmlElement,
  digest: XmlElement,
  { allowSha1 }: FilterOptions,
): SamlReason | undefined {
  const algorithm = SIGNATURE_ALGORITHMS.get(attribute(method, 'Algorithm') ?? '');
  const hash = DIGEST_ALGORITHMS.get(attribute(digest, 'Algorithm') ?? '');
  if (!algorithm || !hash || attribute(canonicalization, 'Algorithm') !== EXCLUSIVE_C14N) return 'signature-algorithm';
  return !allowSha1 && (algorithm.hash === 'sha1' || hash === 'sha1') ? 'sha1-refused' : undefined;
}

/** Whether the children are exactly these, in order, with `last` or without it. */
function exactly(element: XmlElement, names: readonly string[], last?: string): boolean {
  const wanted = element.children.length === names.length || last === undefined ? names : [...names, last];
  return (
    element.children.length === wanted.length &&
    element.children.every((child, index) => is(child, NS.signature, wanted[index] ?? ''))
  );
}

function isBase64(element: XmlElement | undefined): boolean {
  return element !== undefined && element.children.length === 0 && BASE64.test(element.text.replace(/\s+/g, ''));
}
