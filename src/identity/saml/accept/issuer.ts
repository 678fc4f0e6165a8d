import { NS } from '../saml-names.ts';
import type { SamlReason } from '../saml-reason.ts';
import { attribute, onlyChild, value, type XmlElement } from '../xml-element.ts';

const ENTITY = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';

/** The issuer of a message or an assertion is the provider, by its entity name (SAML core, sections 2.2.5 and 8.3.6). */
export function issuerIs(element: XmlElement, entityId: string): SamlReason | undefined {
  const issuer = onlyChild(element, NS.assertion, 'Issuer');
  const format = issuer && (attribute(issuer, 'Format') ?? ENTITY);
  return value(issuer) === entityId && format === ENTITY ? undefined : 'wrong-issuer';
}
