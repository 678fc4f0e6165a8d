import type { AppSaml } from '../../model/app.ts';
import { believed } from '../saml/accept/believed-assertion.ts';
import { madeJustNow } from '../saml/accept/time-window.ts';
import { type MessageText, postedText, redirectedText } from '../saml/filter/message-text.ts';
import { readMessage } from '../saml/filter/read-message.ts';
import { readSignedQuery } from '../saml/incoming-query.ts';
import { onlyField } from '../saml/posted-form.ts';
import { NS } from '../saml/saml-names.ts';
import { SamlRefusal } from '../saml/saml-reason.ts';
import { certificateKey } from '../saml/x509-key.ts';
import { attribute, childrenNamed, is, onlyChild, value, type XmlElement } from '../saml/xml-element.ts';

/** What an app asks for. */
export interface AppRequest {
  readonly id: string;
  /** One of the app's own addresses. */
  readonly acs: string;
  readonly relayState: string | undefined;
  readonly forceAuthn: boolean;
  /** Whether nobody may be asked anything. */
  readonly isPassive: boolean;
  /** Methods of signing in one of which will do (AuthnContextClassRef); any when empty. */
  readonly contexts: readonly string[];
  readonly nameIdFormat: string | undefined;
}

/** What a request is held against. `addresses` are the gateway's own that it may be addressed to. */
export interface AppExpectation {
  readonly saml: AppSaml;
  readonly addresses: readonly string[];
  readonly now: number;
}

/** By how much an app's clock may differ, milliseconds. */
const CLOCK_SKEW = 5 * 60_000;
/** Characters of a RelayState that is sent back. */
const MAX_RELAY_STATE = 4096;

/** Reads an app's request by redirect (SAML profiles, section 4.1.4.1). Throws SamlRefusal. */
export function readRedirectedRequest(query: string, expected: AppExpectation): AppRequest {
  const signed = readSignedQuery(query);
  if (signed.parameter !== 'SAMLRequest') throw new SamlRefusal('unexpected-message', signed.parameter);
  const { certificates } = expected.saml;
  if (certificates.length > 0) signed.verify(keysOf(certificates), false);
  return requestOf(messageOf(redirectedText(signed.message)).root, signed.relayState, expected);
}

/** Reads an app's request by POST, of which nothing outside its signature counts where it needs one. Throws SamlRefusal. */
export function readPostedRequest(form: URLSearchParams, expected: AppExpectation): AppRequest {
  const message = messageOf(postedText(onlyField(form, 'SAMLRequest') ?? ''));
  const { certificates } = expected.saml;
  const root = certificates.length > 0 ? believed(message, message.root, keysOf(certificates)) : message.root;
  if (!root) throw new SamlRefusal('unsigned');
  return requestOf(root, onlyField(form, 'RelayState'), expected);
}

function keysOf(certificates: readonly string[]) {
  return certificates.flatMap((pem) => certificateKey(pem) ?? []);
}

function messageOf(read: MessageText) {
  if ('reason' in read) throw new SamlRefusal(read.reason);
  const message = readMessage(read.text, { allowSha1: false });
  if (typeof message === 'string') throw new SamlRefusal(message);
  return message;
}

/** Where the answer goes is never taken from the request: it only chooses among the addresses that are set. */
function requestOf(
  root: XmlElement,
  relayState: string | undefined,
  { saml, addresses, now }: AppExpectation,
): AppRequest {
  const id = attribute(root, 'ID');
  if (!is(root, NS.protocol, 'AuthnRequest') || attribute(root, 'Version') !== '2.0' || id === undefined)
    throw new SamlRefusal('unexpected-message', root.name);
  if (value(onlyChild(root, NS.assertion, 'Issuer')) !== saml.entityId) throw new SamlRefusal('wrong-issuer');
  const destination = attribute(root, 'Destination');
  if (destination !== undefined && !addresses.includes(destination)) throw new SamlRefusal('wrong-destination');
  const reason = madeJustNow(root, { now, settings: { clockSkew: CLOCK_SKEW } });
  if (reason) throw new SamlRefusal(reason);
  const acs = attribute(root, 'AssertionConsumerServiceURL') ?? saml.acs[0];
  if (acs === undefined || !saml.acs.includes(acs)) throw new SamlRefusal('wrong-recipient', acs);
  if (relayState !== undefined && relayState.length > MAX_RELAY_STATE) throw new SamlRefusal('too-large', 'RelayState');
  const policy = onlyChild(root, NS.protocol, 'NameIDPolicy');
  const context = onlyChild(root, NS.protocol, 'RequestedAuthnContext');
  const isTrue = (name: string): boolean => ['true', '1'].includes(attribute(root, name) ?? '');
  return {
    id,
    acs,
    relayState,
    forceAuthn: isTrue('ForceAuthn'),
    isPassive: isTrue('IsPassive'),
    contexts: context
      ? childrenNamed(context, NS.assertion, 'AuthnContextClassRef').flatMap((each) => value(each) ?? [])
      : [],
    nameIdFormat: policy && attribute(policy, 'Format'),
  };
}
