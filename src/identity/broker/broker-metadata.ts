import { messageId } from '../saml/message-id.ts';
import type { OwnKey } from '../saml/own-key.ts';
import { BINDINGS, NS } from '../saml/saml-names.ts';
import { signXml } from '../saml/xml-signature.ts';
import { escapeXml } from '../saml/xml-text.ts';
import type { BrokerAddresses } from './broker-addresses.ts';

/**
 * What an app needs to know of the gateway as its identity provider (SAML metadata, section 2.4.3). All keys are in it, so that
 * the app knows the next one before it signs.
 */
export function brokerMetadata(
  { entityId, signOn, signOnPost }: BrokerAddresses,
  keys: readonly [OwnKey, ...OwnKey[]],
): string {
  const descriptors = keys.map(
    ({ bare }) =>
      `<m:KeyDescriptor use="signing"><d:KeyInfo xmlns:d="${NS.signature}"><d:X509Data><d:X509Certificate>${bare}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>`,
  );
  const endpoint = (binding: string, [url = '']: readonly string[]): string =>
    `<m:SingleSignOnService Binding="${binding}" Location="${escapeXml(url)}"/>`;
  const xml = [
    `<m:EntityDescriptor xmlns:m="${NS.metadata}" ID="${messageId()}" entityID="${escapeXml(entityId)}">`,
    `<m:IDPSSODescriptor protocolSupportEnumeration="${NS.protocol}">`,
    ...descriptors,
    endpoint(BINDINGS.redirect, signOn),
    endpoint(BINDINGS.post, signOnPost),
    '</m:IDPSSODescriptor></m:EntityDescriptor>',
  ].join('');
  return signXml(xml, keys[0]);
}
