import type { AppSaml } from '../../model/app.ts';
import { madeJustNow } from '../saml/accept/time-window.ts';
import { redirectedText } from '../saml/filter/message-text.ts';
import { readMessage } from '../saml/filter/read-message.ts';
import { readSignedQuery } from '../saml/incoming-query.ts';
import { NS } from '../saml/saml-names.ts';
import { SamlRefusal } from '../saml/saml-reason.ts';
import { certificateKey } from '../saml/x509-key.ts';
import { attribute, is, onlyChild, value } from '../saml/xml-element.ts';

/** What an app asks for. */
export interface AppRequest {
  readonly id: string;
  /** One of the app's own addresses. */
  readonly acs: string;
  readonly relayState: string | undefined;
  readonly forceAuthn: boolean;
  readonly nameIdFormat: string | undefined;
}

/** By how much an app's clock may differ, milliseconds. */
const CLOCK_SKEW = 5 * 60_000;

/**
 * Reads an app's request by redirect (SAML profiles, section 4.1.4.1). Where the answer goes is never taken from the request:
 * it only chooses among the addresses that are set. Throws SamlRefusal.
 */
export function readAppRequest(query: string, saml: AppSaml, signOn: readonly string[], now: number): AppRequest {
  const signed = readSignedQuery(query);
  if (signed.parameter !== 'SAMLRequest') throw new SamlRefusal('unexpected-message', signed.parameter);
  if (saml.certificates.length > 0)
    signed.verify(
      saml.certificates.flatMap((pem) => certificateKey(pem) ?? []),
      false,
    );
  const text = redirectedText(signed.message);
  if ('reason' in text) throw new SamlRefusal(text.reason);
  const message = readMessage(text.text, { allowSha1: false });
  if (typeof message === 'string') throw new SamlRefusal(message);
  const { root } = message;
  const id = attribute(root, 'ID');
  if (!is(root, NS.protocol, 'AuthnRequest') || attribute(root, 'Version') !== '2.0' || id === undefined)
    throw new SamlRefusal('unexpected-message', root.name);
  if (value(onlyChild(root, NS.assertion, 'Issuer')) !== saml.entityId) throw new SamlRefusal('wrong-issuer');
  const destination = attribute(root, 'Destination');
  if (destination !== undefined && !signOn.includes(destination)) throw new SamlRefusal('wrong-destination');
  const reason = madeJustNow(root, { now, settings: { clockSkew: CLOCK_SKEW } });
  if (reason) throw new SamlRefusal(reason);
  const acs = attribute(root, 'AssertionConsumerServiceURL') ?? saml.acs[0];
  if (acs === undefined || !saml.acs.includes(acs)) throw new SamlRefusal('wrong-recipient', acs);
  const policy = onlyChild(root, NS.protocol, 'NameIDPolicy');
  return {
    id,
    acs,
    relayState: signed.relayState,
    forceAuthn: ['true', '1'].includes(attribute(root, 'ForceAuthn') ?? ''),
    nameIdFormat: policy && attribute(policy, 'Format'),
  };
}
