import type { AppSaml } from '../../../model/app.ts';
import { readNameId } from '../../saml/accept/name-id.ts';
import { readSignedQuery } from '../../saml/incoming-query.ts';
import { believedLogout, type IncomingLogout, type LogoutExpectation } from '../../saml/logout/believed-logout.ts';
import { NS, SUCCESS } from '../../saml/saml-names.ts';
import { SamlRefusal } from '../../saml/saml-reason.ts';
import { certificateKey } from '../../saml/x509-key.ts';
import { attribute, childrenNamed, onlyChild, value } from '../../saml/xml-element.ts';
import type { AppAnswer } from './speak-to-app.ts';

/** What an app's request to sign out says. */
export interface AppLogout {
  readonly id: string;
  /** The NameID's value. */
  readonly name: string;
  /** The sessions that are meant; every one of the person when empty. */
  readonly sessionIndexes: readonly string[];
  readonly relayState: string | undefined;
}

/** By how much an app's clock may differ, milliseconds. */
export const CLOCK_SKEW = 5 * 60_000;

/** `slo`: the address of ours that the message has to name. */
function expectation(saml: AppSaml, slo: string, now: number): LogoutExpectation {
  return {
    idp: { entityId: saml.entityId, keys: saml.certificates.flatMap((pem) => certificateKey(pem) ?? []) },
    addresses: { slo },
    now,
    settings: { allowSha1: false, clockSkew: CLOCK_SKEW },
  };
}

/** Reads an app's request, which has to be signed (SAML profiles, section 4.4.3.1). Throws SamlRefusal. */
export function readAppLogout(
  { incoming, relayState }: { readonly incoming: IncomingLogout; readonly relayState: string | undefined },
  saml: AppSaml,
  slo: string,
  now: number,
): AppLogout {
  const root = believedLogout(incoming, expectation(saml, slo, now));
  const [id, nameId] = [attribute(root, 'ID'), readNameId(root)];
  if (root.name !== 'LogoutRequest' || id === undefined) throw new SamlRefusal('unexpected-message', root.name);
  if (!nameId) throw new SamlRefusal('no-subject');
  const sessionIndexes = childrenNamed(root, NS.protocol, 'SessionIndex').flatMap((each) => value(each) ?? []);
  return { id, name: nameId.value, sessionIndexes, relayState };
}

/**
 * Whether an app says that it has signed the person out as `requestId` asked; undefined for an answer that says nothing of it yet.
 * Throws SamlRefusal for one that is not the app's.
 */
export function saysSignedOut(
  { location, body }: AppAnswer,
  saml: AppSaml,
  slo: string,
  requestId: string,
  now: number,
): boolean | undefined {
  const incoming = answerIn(location, body, slo);
  if (!incoming) return undefined;
  const root = believedLogout(incoming, expectation(saml, slo, now));
  if (root.name !== 'LogoutResponse' || attribute(root, 'InResponseTo') !== requestId)
    throw new SamlRefusal('wrong-request');
  const status = onlyChild(root, NS.protocol, 'Status');
  const code = status && onlyChild(status, NS.protocol, 'StatusCode');
  return code !== undefined && attribute(code, 'Value') === SUCCESS;
}

function answerIn(location: string | undefined, body: string, slo: string): IncomingLogout | undefined {
  if (location?.startsWith(`${slo}?`))
    return { binding: 'redirect', query: readSignedQuery(location.slice(slo.length + 1)) };
  if (location !== undefined) return undefined;
  // A form that a browser would send here. What it holds is believed by its signature alone.
  const [field] = /<input\b[^>]*\bname=["']?SAMLResponse\b[^>]*>/i.exec(body) ?? [];
  const message = field && /\bvalue=["']?([\w+/=\s]+)/i.exec(field)?.[1];
  return message === undefined ? undefined : { binding: 'post', parameter: 'SAMLResponse', message };
}
