import { NS, SUCCESS } from '../saml-names.ts';
import type { SamlReason } from '../saml-reason.ts';
import { attribute, childrenNamed, onlyChild, type XmlElement } from '../xml-element.ts';
import type { Expected } from './expected.ts';
import { issuerIs } from './issuer.ts';
import { madeJustNow } from './time-window.ts';

/** The top-level status is success (SAML core, section 3.2.2.2). */
export function isSuccess(response: XmlElement): boolean {
  const status = onlyChild(response, NS.protocol, 'Status');
  const code = status && onlyChild(status, NS.protocol, 'StatusCode');
  return code !== undefined && attribute(code, 'Value') === SUCCESS;
}

/** A response is a success, for our address, of our provider, to our request, and new (SAML profiles, section 4.1.4.2; bindings, section 3.5.5.2). */
export function responseHead(response: XmlElement, signed: boolean, expected: Expected): SamlReason | undefined {
  const { idp, addresses, requestId } = expected;
  if (!isSuccess(response)) return 'status-not-success';
  if (attribute(response, 'Version') !== '2.0') return 'unexpected-message';
  const destination = attribute(response, 'Destination');
  if (destination === undefined ? signed : destination !== addresses.acs) return 'wrong-destination';
  const issued = signed || childrenNamed(response, NS.assertion, 'Issuer').length > 0;
  if (issued && issuerIs(response, idp.entityId)) return 'wrong-issuer';
  if (attribute(response, 'InResponseTo') !== requestId) return 'wrong-request';
  return madeJustNow(response, expected);
}
