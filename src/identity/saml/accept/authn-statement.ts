import { NS } from '../saml-names.ts';
import { samlInstant } from '../saml-time.ts';
import { attribute, onlyChild, value, type XmlElement } from '../xml-element.ts';
import type { AcceptRule } from './expected.ts';

/** When and how a person signed in at the provider. */
export interface AuthnStatement {
  readonly contextClass: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number | undefined;
  readonly sessionIndex: string | undefined;
  /** Epoch milliseconds; undefined when the provider sets no end. */
  readonly sessionEnd: number | undefined;
}

export function readAuthnStatement(assertion: XmlElement): AuthnStatement | undefined {
  const statement = onlyChild(assertion, NS.assertion, 'AuthnStatement');
  if (!statement) return undefined;
  const context = onlyChild(statement, NS.assertion, 'AuthnContext');
  const end = attribute(statement, 'SessionNotOnOrAfter');
  return {
    contextClass: context && value(onlyChild(context, NS.assertion, 'AuthnContextClassRef')),
    at: samlInstant(attribute(statement, 'AuthnInstant')),
    sessionIndex: attribute(statement, 'SessionIndex'),
    sessionEnd: end === undefined ? undefined : (samlInstant(end) ?? Number.NEGATIVE_INFINITY),
  };
}

/** The assertion says that the person signed in, not in the future, in a way that counts, and is signed in still (SAML core, section 2.7.2). */
export const authnStatement: AcceptRule = (assertion, { now, settings }) => {
  const statement = readAuthnStatement(assertion);
  if (statement?.at === undefined) return 'no-authentication';
  if (statement.at - now > settings.clockSkew) return 'not-yet-valid';
  if (statement.sessionEnd !== undefined && statement.sessionEnd <= now - settings.clockSkew) return 'session-ended';
  const { authnContexts } = settings;
  const counts = authnContexts.length === 0 || authnContexts.includes(statement.contextClass ?? '');
  return counts ? undefined : 'weak-authentication';
};
