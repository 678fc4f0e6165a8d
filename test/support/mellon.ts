import { type Apache, startApache } from './apache.ts';
import type { BrowserClient } from './browser-client.ts';
import type { SigningPair } from './saml-idp.ts';
import type { TestGateway } from './test-gateway.ts';

const ORIGIN = 'https://wiki.corp.test';
/** Base of the module's own addresses. */
export const MELLON = `${ORIGIN}/mellon`;

/** The wiki as an Apache with mod_auth_mellon, which has the gateway's metadata. */
export async function startMellon(
  port: number,
  gateway: TestGateway,
  browser: BrowserClient,
  keys: SigningPair,
): Promise<Apache> {
  const metadata = `${gateway.suffix('login')}/.well-known/sallyport/app/wiki`;
  return startApache({
    port,
    origin: ORIGIN,
    modules: ['auth_mellon'],
    groups: 'MELLON_roles',
    files: {
      'sp.key': keys.key,
      'sp.crt': keys.cert,
      'idp.xml': (await browser.send(metadata)).body.toString(),
      'sp.xml': mellonMetadata(keys),
    },
    config: `<Location />
  AuthType Mellon
  MellonEnable auth
  Require valid-user
  MellonEndpointPath /mellon
  MellonSPPrivateKeyFile $DIR/sp.key
  MellonSPCertFile $DIR/sp.crt
  MellonSPMetadataFile $DIR/sp.xml
  MellonIdPMetadataFile $DIR/idp.xml
  MellonSecureCookie On
  MellonMergeEnvVars On ,
</Location>`,
  });
}

function mellonMetadata({ cert }: SigningPair): string {
  const bare = cert.replace(/-----[^-]+-----|\s/g, '');
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${MELLON}/metadata"><SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bare}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${MELLON}/logout"/><NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat><AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${MELLON}/postResponse"/></SPSSODescriptor></EntityDescriptor>`;
}
