import type { KeyObject } from 'node:crypto';
import { readMessage } from './filter/read-message.ts';
import { METADATA_LIMITS, readXml } from './read-xml.ts';
import { BINDINGS, type Binding, NS } from './saml-names.ts';
import { SamlRefusal } from './saml-reason.ts';
import { samlInstant } from './saml-time.ts';
import { certificateKey } from './x509-key.ts';
import { attribute, childrenNamed, everyElement, is, type XmlElement } from './xml-element.ts';
import { verifiedText } from './xml-signature.ts';

export interface Endpoint {
  readonly binding: Binding;
  readonly url: string;
  /** Where answers go, when that is another place. */
  readonly responseUrl: string;
}

/** What is known of an identity provider (SAML metadata, section 2.4.3). */
export interface IdpDescription {
  readonly entityId: string;
  /** Keys its signatures may be made with: the old and the new one during a rollover. */
  readonly keys: readonly KeyObject[];
  readonly signOn: readonly Endpoint[];
  readonly logout: readonly Endpoint[];
  /** Epoch milliseconds. */
  readonly validUntil: number;
}

export interface MetadataTrust {
  /** The metadata must be signed by one of these, unless there are none. */
  readonly signers: readonly KeyObject[];
  readonly issuer: string | undefined;
  readonly now: number;
}

/**
 * Reads the metadata of one identity provider; of signed metadata only what the signature covers. Throws SamlRefusal for
 * anything that is not the metadata of exactly one, is past its end, or is not signed as it must be.
 */
export function readIdpMetadata(text: string, { signers, issuer, now }: MetadataTrust): IdpDescription {
  const root = signers.length > 0 ? signedRoot(text, signers) : parsed(text);
  if (!is(root, NS.metadata, 'EntityDescriptor')) throw new SamlRefusal('metadata-shape', root.name);
  const entityId = attribute(root, 'entityID') ?? '';
  if (entityId === '' || (issuer !== undefined && entityId !== issuer)) throw new SamlRefusal('wrong-issuer', entityId);
  const roles = [...everyElement(root)].filter(({ name }) => name === 'IDPSSODescriptor');
  const [role] = roles;
  if (!role || roles.length > 1 || role.parent !== root || !is(role, NS.metadata, 'IDPSSODescriptor'))
    throw new SamlRefusal('metadata-shape', `${roles.length} identity providers`);
  if (!(attribute(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(NS.protocol))
    throw new SamlRefusal('metadata-shape', 'no SAML 2.0');
  const validUntil = Math.min(endOf(root), endOf(role));
  if (validUntil <= now) throw new SamlRefusal('metadata-expired');
  const keys = signingKeys(role);
  const signOn = endpoints(role, 'SingleSignOnService');
  if (keys.length === 0 || signOn.length === 0) throw new SamlRefusal('metadata-shape', 'no key or no endpoint');
  return { entityId, keys, signOn, logout: endpoints(role, 'SingleLogoutService'), validUntil };
}

/** The keys of those who may sign metadata. Throws SamlRefusal when one cannot be used: fewer must not come to mean none. */
export function metadataSigners(pems: readonly string[]): readonly KeyObject[] {
  return pems.map((pem) => {
    const key = certificateKey(pem);
    if (!key) throw new SamlRefusal('metadata-shape', 'a certificate that should have signed it cannot be used');
    return key;
  });
}

function parsed(text: string): XmlElement {
  const root = readXml(text, METADATA_LIMITS);
  if (typeof root === 'string') throw new SamlRefusal(root);
  return root;
}

function signedRoot(text: string, signers: readonly KeyObject[]): XmlElement {
  const message = readMessage(text, { allowSha1: false }, METADATA_LIMITS);
  if (typeof message === 'string') throw new SamlRefusal(message);
  const verified = verifiedText(message, message.root, signers);
  if (typeof verified === 'string') throw new SamlRefusal(verified);
  return parsed(verified.signed);
}

function endOf(element: XmlElement): number {
  const text = attribute(element, 'validUntil');
  if (text === undefined) return Number.POSITIVE_INFINITY;
  return samlInstant(text) ?? Number.NEGATIVE_INFINITY;
}

/** One key a descriptor: further certificates are of authorities, which sign no messages. */
function signingKeys(role: XmlElement): KeyObject[] {
  return childrenNamed(role, NS.metadata, 'KeyDescriptor')
    .filter((descriptor) => (attribute(descriptor, 'use') ?? 'signing') === 'signing')
    .flatMap(
      (descriptor) => [...everyElement(descriptor)].find((each) => is(each, NS.signature, 'X509Certificate')) ?? [],
    )
    .flatMap((element) => certificateKey(element.text) ?? []);
}

function endpoints(role: XmlElement, name: string): Endpoint[] {
  return childrenNamed(role, NS.metadata, name).flatMap((element) => {
    const [binding] = Object.entries(BINDINGS).find(([, uri]) => uri === attribute(element, 'Binding')) ?? [];
    const url = httpsUrl(attribute(element, 'Location'));
    const responseUrl = httpsUrl(attribute(element, 'ResponseLocation')) ?? url;
    return binding === undefined || url === undefined || responseUrl === undefined
      ? []
      : [{ binding: binding as Binding, url, responseUrl }];
  });
}

/** Messages name people, so they travel under TLS only. */
function httpsUrl(text: string | undefined): string | undefined {
  if (text === undefined || !/^https:[\x21-\x7e]+$/.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}
