import type { AppSaml } from '../../model/app.ts';
import type { Session } from '../../model/identity.ts';
import { messageId } from '../saml/message-id.ts';
import type { OwnKey } from '../saml/own-key.ts';
import { BEARER, NS, SUCCESS } from '../saml/saml-names.ts';
import { instantText } from '../saml/saml-time.ts';
import { signXml } from '../saml/xml-signature.ts';
import { escapeXml } from '../saml/xml-text.ts';
import { contextOf } from './app-contexts.ts';
import type { AppRequest } from './app-request.ts';
import { factsOf } from './user-facts.ts';

const FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:';
const UNSPECIFIED = `${FORMAT}unspecified`;
/** The format of a NameID by what stands in it. */
export const NAME_FORMATS: Readonly<Record<AppSaml['nameId'], string>> = {
  email: `${FORMAT}emailAddress`,
  name: UNSPECIFIED,
  subject: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
};
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
/** Milliseconds an answer is good for: it goes straight to the app. */
const LIFE = 2 * 60_000;
/** Milliseconds by which the app's clock may be behind. */
const BEFORE = 60_000;

export interface Issuing {
  readonly issuer: string;
  readonly key: OwnKey;
  readonly saml: AppSaml;
  readonly request: AppRequest;
  readonly session: Session;
  /** The app's name for the session. */
  readonly sessionIndex: string;
  /** Set where the sign-in is not what was asked for and nobody may be asked. */
  readonly refusal: 'NoPassive' | undefined;
  readonly now: number;
}

/** The answer to an app's request, signed as a whole and in its assertion (SAML profiles, section 4.1.4.2). */
export function issuedResponse(issuing: Issuing): string {
  const { issuer, key, request, now } = issuing;
  const refusal = refusalOf(issuing);
  const status =
    refusal === undefined
      ? `<p:StatusCode Value="${SUCCESS}"/>`
      : `<p:StatusCode Value="${STATUS}Responder"><p:StatusCode Value="${STATUS}${refusal}"/></p:StatusCode>`;
  const xml = [
    `<p:Response xmlns:p="${NS.protocol}" xmlns:a="${NS.assertion}" ID="${messageId()}" Version="2.0" IssueInstant="${instantText(now)}"`,
    ` Destination="${escapeXml(request.acs)}" InResponseTo="${escapeXml(request.id)}"><a:Issuer>${escapeXml(issuer)}</a:Issuer>`,
    `<p:Status>${status}</p:Status>${refusal === undefined ? signXml(assertionXml(issuing), key, 'Issuer') : ''}</p:Response>`,
  ].join('');
  return signXml(xml, key, 'Issuer');
}

/** Why there is no assertion: the gateway names people in one way. */
export function refusalOf({
  saml,
  request,
  session,
  refusal,
}: Pick<Issuing, 'saml' | 'request' | 'session' | 'refusal'>): string | undefined {
  if (refusal) return refusal;
  const { nameIdFormat = UNSPECIFIED } = request;
  if (nameIdFormat !== UNSPECIFIED && nameIdFormat !== NAME_FORMATS[saml.nameId]) return 'InvalidNameIDPolicy';
  return factsOf(session.user, saml.nameId).length === 0 ? 'UnknownPrincipal' : undefined;
}

function assertionXml({ issuer, saml, request, session, sessionIndex, now }: Issuing): string {
  const [name = ''] = factsOf(session.user, saml.nameId);
  const end = instantText(now + LIFE);
  const attributes = Object.entries(saml.attributes).flatMap(([attribute, fact]) => {
    const values = factsOf(session.user, fact).map((each) => `<a:AttributeValue>${escapeXml(each)}</a:AttributeValue>`);
    return values.length === 0 ? [] : [`<a:Attribute Name="${escapeXml(attribute)}">${values.join('')}</a:Attribute>`];
  });
  return [
    `<a:Assertion xmlns:a="${NS.assertion}" ID="${messageId()}" Version="2.0" IssueInstant="${instantText(now)}">`,
    `<a:Issuer>${escapeXml(issuer)}</a:Issuer>`,
    `<a:Subject><a:NameID Format="${NAME_FORMATS[saml.nameId]}">${escapeXml(name)}</a:NameID><a:SubjectConfirmation Method="${BEARER}">`,
    `<a:SubjectConfirmationData Recipient="${escapeXml(request.acs)}" InResponseTo="${escapeXml(request.id)}" NotOnOrAfter="${end}"/>`,
    '</a:SubjectConfirmation></a:Subject>',
    `<a:Conditions NotBefore="${instantText(now - BEFORE)}" NotOnOrAfter="${end}"><a:AudienceRestriction>`,
    `<a:Audience>${escapeXml(saml.entityId)}</a:Audience></a:AudienceRestriction></a:Conditions>`,
    `<a:AuthnStatement AuthnInstant="${instantText(session.authentication?.at ?? session.createdAt)}" SessionNotOnOrAfter="${instantText(session.expiresAt)}" SessionIndex="${sessionIndex}">`,
    `<a:AuthnContext><a:AuthnContextClassRef>${escapeXml(contextOf(request, session))}</a:AuthnContextClassRef></a:AuthnContext></a:AuthnStatement>`,
    attributes.length === 0 ? '' : `<a:AttributeStatement>${attributes.join('')}</a:AttributeStatement>`,
    '</a:Assertion>',
  ].join('');
}
