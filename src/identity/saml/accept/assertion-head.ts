import { attribute } from '../xml-element.ts';
import type { AcceptRule } from './expected.ts';
import { issuerIs } from './issuer.ts';
import { madeJustNow } from './time-window.ts';

/** An assertion has a name, is of our provider, and new. */
export const assertionHead: AcceptRule = (assertion, expected) => {
  if (attribute(assertion, 'Version') !== '2.0' || attribute(assertion, 'ID') === undefined)
    return 'unexpected-message';
  return issuerIs(assertion, expected.idp.entityId) ?? madeJustNow(assertion, expected);
};
