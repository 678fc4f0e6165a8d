import { messageId } from '../saml/message-id.ts';
import type { OwnKey } from '../saml/own-key.ts';
import { BINDINGS, NS } from '../saml/saml-names.ts';
import { signXml } from '../saml/xml-signature.ts';
import { escapeXml } from '../saml/xml-text.ts';
import type { BrokerAddresses } from './broker-addresses.ts';

/**
 * What an app needs to know of the gateway as its identity provider (SAML metadata, section 2.4.3). All keys are in it, so that
 * the app knows the next one before it signs. `signsOut`: whether the app takes part in single logout.
 */
export function brokerMetadata(
  { entityId, signOn, signOnPost, logout }: BrokerAddresses,
  keys: readonly [OwnKey, ...OwnKey[]],
  signsOut: boolean,
): string {
  const descriptors = keys.map(
    ({ bare }) =>
      `<m:KeyDescriptor use="signing"><d:KeyInfo xmlns:d="${NS.signature}"><d:X509Data><d:X509Certificate>${bare}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>`,
  );
  const endpoint = (name: string, binding: string, [url = '']: readonly string[]): string =>
    `<m:${name} Binding="${binding}" Location="${escapeXml(url)}"/>`;
  const xml = [
    `<m:EntityDescriptor xmlns:m="${NS.metadata}" ID="${messageId()}" entityID="${escapeXml(entityId)}">`,
    `<m:IDPSSODescriptor protocolSupportEnumeration="${NS.protocol}">`,
    ...descriptors,
    ...(signsOut
      ? [BINDINGS.redirect, BINDINGS.post].map((each) => endpoint('SingleLogoutService', each, logout))
      : []),
    endpoint('SingleSignOnService', BINDINGS.redirect, signOn),
    endpoint('SingleSignOnService', BINDINGS.post, signOnPost),
    '</m:IDPSSODescriptor></m:EntityDescriptor>',
  ].join('');
  return signXml(xml, keys[0]);
}
