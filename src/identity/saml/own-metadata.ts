import { messageId } from './message-id.ts';
import type { OwnKey } from './own-key.ts';
import type { SamlAddresses } from './saml-addresses.ts';
import { BINDINGS, NS } from './saml-names.ts';
import type { MustSign } from './saml-settings.ts';
import { signXml } from './xml-signature.ts';
import { escapeXml } from './xml-text.ts';

/**
 * What a provider needs to know of this relying party, signed. All keys are in it, so that the provider knows the next one
 * before it signs (SAML metadata, section 2.4.4).
 */
export function ownMetadata(
  addresses: SamlAddresses,
  keys: readonly [OwnKey, ...OwnKey[]],
  mustSign: MustSign,
): string {
  const descriptors = keys.flatMap(({ bare, key }) =>
    // Only RSA keys can have a content key wrapped for them.
    (key.asymmetricKeyType === 'rsa' ? ['signing', 'encryption'] : ['signing']).map(
      (use) =>
        `<m:KeyDescriptor use="${use}"><d:KeyInfo xmlns:d="${NS.signature}"><d:X509Data><d:X509Certificate>${bare}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>`,
    ),
  );
  const logout = Object.values(BINDINGS).map(
    (binding) => `<m:SingleLogoutService Binding="${binding}" Location="${escapeXml(addresses.slo)}"/>`,
  );
  const xml = [
    `<m:EntityDescriptor xmlns:m="${NS.metadata}" ID="${messageId()}" entityID="${escapeXml(addresses.entityId)}">`,
    `<m:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="${mustSign !== 'response'}" protocolSupportEnumeration="${NS.protocol}">`,
    ...descriptors,
    ...logout,
    `<m:AssertionConsumerService Binding="${BINDINGS.post}" Location="${escapeXml(addresses.acs)}" index="0" isDefault="true"/>`,
    '</m:SPSSODescriptor></m:EntityDescriptor>',
  ].join('');
  return signXml(xml, keys[0]);
}
