import { NS } from '../saml-names.ts';
import { attribute, onlyChild, value, type XmlElement } from '../xml-element.ts';

/** A name of a person at the provider (SAML core, section 2.2.2). */
export interface NameId {
  readonly value: string;
  readonly format?: string;
  readonly nameQualifier?: string;
  readonly spNameQualifier?: string;
}

/** The NameID that is a child of the element, when there is exactly one with a value. */
export function readNameId(parent: XmlElement): NameId | undefined {
  const element = onlyChild(parent, NS.assertion, 'NameID');
  const name = value(element);
  if (!element || name === undefined) return undefined;
  const [format, nameQualifier, spNameQualifier] = ['Format', 'NameQualifier', 'SPNameQualifier'].map((each) =>
    attribute(element, each),
  );
  return {
    value: name,
    ...(format === undefined ? {} : { format }),
    ...(nameQualifier === undefined ? {} : { nameQualifier }),
    ...(spNameQualifier === undefined ? {} : { spNameQualifier }),
  };
}
