import { believed } from '../accept/believed-assertion.ts';
import type { Expected } from '../accept/expected.ts';
import { issuerIs } from '../accept/issuer.ts';
import { madeJustNow, timeWindow } from '../accept/time-window.ts';
import { postedText, redirectedText } from '../filter/message-text.ts';
import { readMessage } from '../filter/read-message.ts';
import type { SignedQuery } from '../incoming-query.ts';
import { NS } from '../saml-names.ts';
import { SamlRefusal } from '../saml-reason.ts';
import { attribute, is, type XmlElement } from '../xml-element.ts';

/** What a logout message is held against: who has to have sent it, and to which address of ours. */
export interface LogoutExpectation {
  readonly idp: Pick<Expected['idp'], 'entityId' | 'keys'>;
  readonly addresses: Pick<Expected['addresses'], 'slo'>;
  readonly now: number;
  readonly settings: Pick<Expected['settings'], 'allowSha1' | 'clockSkew'>;
}

/** A logout message by either binding, before anything of it is believed. */
export type IncomingLogout =
  | { readonly binding: 'redirect'; readonly query: SignedQuery }
  | { readonly binding: 'post'; readonly parameter: SignedQuery['parameter']; readonly message: string };

const ROOTS = { SAMLRequest: 'LogoutRequest', SAMLResponse: 'LogoutResponse' } as const;

/**
 * The message as the provider signed it: the query where it came by redirect, the root element where it was posted. A signature
 * on anything else, such as an assertion that somebody packed in, counts for nothing. Throws SamlRefusal.
 */
export function believedLogout(incoming: IncomingLogout, against: LogoutExpectation): XmlElement {
  const root =
    incoming.binding === 'redirect' ? fromQuery(incoming.query, against) : fromForm(incoming.message, against);
  const parameter = incoming.binding === 'redirect' ? incoming.query.parameter : incoming.parameter;
  if (!is(root, NS.protocol, ROOTS[parameter]) || attribute(root, 'Version') !== '2.0')
    throw new SamlRefusal('unexpected-message', root.name);
  if (attribute(root, 'Destination') !== against.addresses.slo) throw new SamlRefusal('wrong-destination');
  if (attribute(root, 'ID') === undefined) throw new SamlRefusal('doubled-id');
  const reason = issuerIs(root, against.idp.entityId) ?? madeJustNow(root, against) ?? timeWindow(root, against);
  if (reason) throw new SamlRefusal(reason);
  return root;
}

function fromQuery(query: SignedQuery, { idp, settings }: LogoutExpectation): XmlElement {
  query.verify(idp.keys, settings.allowSha1);
  return messageOf(redirectedText(query.message), settings).root;
}

function fromForm(parameter: string, { idp, settings }: LogoutExpectation): XmlElement {
  const message = messageOf(postedText(parameter), settings);
  const root = believed(message, message.root, idp.keys);
  if (!root) throw new SamlRefusal('unsigned');
  return root;
}

function messageOf(read: ReturnType<typeof postedText>, settings: LogoutExpectation['settings']) {
  if ('reason' in read) throw new SamlRefusal(read.reason);
  const message = readMessage(read.text, settings);
  if (typeof message === 'string') throw new SamlRefusal(message);
  return message;
}
