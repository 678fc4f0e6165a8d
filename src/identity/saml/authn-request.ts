import type { SamlAddresses } from './saml-addresses.ts';
import { BINDINGS, NS } from './saml-names.ts';
import type { SamlSettings } from './saml-settings.ts';
import { instantText } from './saml-time.ts';
import { escapeXml } from './xml-text.ts';

export interface AuthnRequest extends Pick<SamlSettings, 'authnContexts' | 'nameIdFormat'> {
  readonly id: string;
  readonly addresses: SamlAddresses;
  readonly destination: string;
  readonly now: number;
  /** Whether the person has to sign in although there is a session at the provider. */
  readonly forceAuthn: boolean;
}

/** A request to sign a person in (SAML core, section 3.4.1). */
export function authnRequestXml(request: AuthnRequest): string {
  const { id, addresses, destination, now, authnContexts, nameIdFormat, forceAuthn } = request;
  const contexts = authnContexts.map((uri) => `<a:AuthnContextClassRef>${escapeXml(uri)}</a:AuthnContextClassRef>`);
  const format = nameIdFormat === undefined ? '' : ` Format="${escapeXml(nameIdFormat)}"`;
  return [
    `<p:AuthnRequest xmlns:p="${NS.protocol}" xmlns:a="${NS.assertion}" ID="${id}" Version="2.0" IssueInstant="${instantText(now)}"`,
    ` Destination="${escapeXml(destination)}" AssertionConsumerServiceURL="${escapeXml(addresses.acs)}" ProtocolBinding="${BINDINGS.post}"${forceAuthn ? ' ForceAuthn="true"' : ''}>`,
    `<a:Issuer>${escapeXml(addresses.entityId)}</a:Issuer>`,
    `<p:NameIDPolicy${format} AllowCreate="true"/>`,
    contexts.length === 0
      ? ''
      : `<p:RequestedAuthnContext Comparison="exact">${contexts.join('')}</p:RequestedAuthnContext>`,
    '</p:AuthnRequest>',
  ].join('');
}
