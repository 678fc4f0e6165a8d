import type { NameId } from '../accept/name-id.ts';
import { NS, SUCCESS } from '../saml-names.ts';
import { instantText } from '../saml-time.ts';
import { escapeXml } from '../xml-text.ts';

interface LogoutHead {
  readonly id: string;
  readonly issuer: string;
  readonly destination: string;
  readonly now: number;
}

/** Whose session at the provider is to end. */
export interface ProviderSession {
  readonly nameId: NameId;
  readonly sessionIndex?: string;
}

/** Milliseconds after which a request to sign out means nothing any more. */
const LIFE = 5 * 60_000;

/** A request to end a session (SAML core, section 3.7.1). */
export function logoutRequestXml(head: LogoutHead, { nameId, sessionIndex }: ProviderSession): string {
  const names = { Format: nameId.format, NameQualifier: nameId.nameQualifier, SPNameQualifier: nameId.spNameQualifier };
  const attributes = Object.entries(names).map(([name, text]) =>
    text === undefined ? '' : ` ${name}="${escapeXml(text)}"`,
  );
  const index = sessionIndex === undefined ? '' : `<p:SessionIndex>${escapeXml(sessionIndex)}</p:SessionIndex>`;
  const nameText = `<a:NameID${attributes.join('')}>${escapeXml(nameId.value)}</a:NameID>`;
  return message('LogoutRequest', head, ` NotOnOrAfter="${instantText(head.now + LIFE)}"`, nameText + index);
}

/** How a sign-out went (section 3.2.2.2): `partial` where some app could not be told, `unknown` where no such session is here. */
export type LogoutOutcome = 'done' | 'partial' | 'unknown';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
const CODES: Readonly<Record<LogoutOutcome, string>> = {
  done: `<p:StatusCode Value="${SUCCESS}"/>`,
  partial: `<p:StatusCode Value="${SUCCESS}"><p:StatusCode Value="${STATUS}PartialLogout"/></p:StatusCode>`,
  unknown: `<p:StatusCode Value="${STATUS}Requester"><p:StatusCode Value="${STATUS}UnknownPrincipal"/></p:StatusCode>`,
};

/** An answer to a request to end a session (section 3.7.2). */
export function logoutResponseXml(head: LogoutHead, inResponseTo: string, outcome: LogoutOutcome = 'done'): string {
  const status = `<p:Status>${CODES[outcome]}</p:Status>`;
  return message('LogoutResponse', head, ` InResponseTo="${escapeXml(inResponseTo)}"`, status);
}

function message(name: string, { id, issuer, destination, now }: LogoutHead, more: string, content: string): string {
  return [
    `<p:${name} xmlns:p="${NS.protocol}" xmlns:a="${NS.assertion}" ID="${id}" Version="2.0" IssueInstant="${instantText(now)}"`,
    ` Destination="${escapeXml(destination)}"${more}><a:Issuer>${escapeXml(issuer)}</a:Issuer>${content}</p:${name}>`,
  ].join('');
}
