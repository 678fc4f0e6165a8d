import { BEARER, NS } from '../saml-names.ts';
import type { SamlReason } from '../saml-reason.ts';
import { attribute, childrenNamed, onlyChild, type XmlElement } from '../xml-element.ts';
import type { AcceptRule, Expected } from './expected.ts';
import { timeWindow } from './time-window.ts';

/** One bearer confirmation of the subject is for our address, our request and now (SAML profiles, section 4.1.4.2). */
export const bearerConfirmation: AcceptRule = (assertion, expected) => {
  const subject = onlyChild(assertion, NS.assertion, 'Subject');
  const bearers = childrenNamed(subject ?? assertion, NS.assertion, 'SubjectConfirmation').filter(
    (each) => attribute(each, 'Method') === BEARER,
  );
  const reasons = bearers.map((each) => reasonAgainst(each, expected));
  return reasons.includes(undefined) ? undefined : (reasons[0] ?? 'no-bearer');
};

function reasonAgainst(confirmation: XmlElement, expected: Expected): SamlReason | undefined {
  const data = onlyChild(confirmation, NS.assertion, 'SubjectConfirmationData');
  if (!data) return 'no-bearer';
  if (attribute(data, 'Recipient') !== expected.addresses.acs) return 'wrong-recipient';
  if (attribute(data, 'NotOnOrAfter') === undefined) return 'unbounded-time';
  if (attribute(data, 'InResponseTo') !== expected.requestId) return 'wrong-request';
  return timeWindow(data, expected);
}
