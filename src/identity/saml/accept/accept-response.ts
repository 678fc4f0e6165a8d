import { readMessage } from '../filter/read-message.ts';
import { NS } from '../saml-names.ts';
import { SamlRefusal } from '../saml-reason.ts';
import { attribute, is, onlyChild } from '../xml-element.ts';
import { assertionClaims } from './assertion-claims.ts';
import { assertionHead } from './assertion-head.ts';
import { authnStatement, readAuthnStatement } from './authn-statement.ts';
import { bearerConfirmation } from './bearer-confirmation.ts';
import { believed, believedAssertion } from './believed-assertion.ts';
import { conditions } from './conditions.ts';
import type { AcceptRule, Expected } from './expected.ts';
import { type NameId, readNameId } from './name-id.ts';
import { responseHead } from './response-head.ts';

/** What is left of a response that was accepted. */
export interface Accepted {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly assertionId: string;
  readonly nameId: NameId | undefined;
  readonly sessionIndex: string | undefined;
  /** Epoch milliseconds. */
  readonly sessionEnd: number | undefined;
}

/** Every rule of an assertion, in the order in which they are asked. */
const ASSERTION_RULES: readonly AcceptRule[] = [assertionHead, conditions, bearerConfirmation, authnStatement];

/** Reads a response to the end, or throws SamlRefusal. Whether the assertion was used before is for the caller to ask. */
export async function acceptResponse(text: string, expected: Expected): Promise<Accepted> {
  const message = readMessage(text, expected.settings);
  if (typeof message === 'string') throw new SamlRefusal(message);
  const { root } = message;
  if (!is(root, NS.protocol, 'Response')) throw new SamlRefusal('unexpected-message', root.name);
  const response = believed(message, root, expected.idp.keys);
  const headReason = responseHead(response ?? root, response !== undefined, expected);
  if (headReason) throw new SamlRefusal(headReason);
  const assertion = await believedAssertion(message, response, expected);
  for (const rule of ASSERTION_RULES) {
    const reason = rule(assertion, expected);
    if (reason) throw new SamlRefusal(reason);
  }
  const claims = assertionClaims(assertion, expected);
  if (!claims) throw new SamlRefusal('no-subject');
  const subject = onlyChild(assertion, NS.assertion, 'Subject');
  const statement = readAuthnStatement(assertion);
  return {
    claims,
    assertionId: attribute(assertion, 'ID') ?? '',
    nameId: subject && readNameId(subject),
    sessionIndex: statement?.sessionIndex,
    sessionEnd: statement?.sessionEnd,
  };
}
