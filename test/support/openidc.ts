import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Apache, startApache } from './apache.ts';
import type { TestGateway } from './test-gateway.ts';

const ORIGIN = 'https://wiki.corp.test';
export const WIKI_SECRET = 'a-secret-of-the-wiki';

/** The wiki as an Apache with mod_auth_openidc, which finds the gateway by its discovery document. */
export function startOpenidc(port: number, gateway: TestGateway): Promise<Apache> {
  return startApache({
    port,
    origin: ORIGIN,
    modules: ['auth_openidc', 'headers'],
    groups: 'OIDC_CLAIM_roles',
    files: { 'ca.pem': readFileSync(join(gateway.directory, 'ca', 'ca.pem'), 'utf8') },
    config: `OIDCProviderMetadataURL ${gateway.suffix('login')}/.well-known/sallyport/openid/wiki/.well-known/openid-configuration
OIDCCABundlePath $DIR/ca.pem
OIDCClientID wiki
OIDCClientSecret ${WIKI_SECRET}
OIDCRedirectURI ${ORIGIN}/oidc/cb
OIDCCryptoPassphrase a-passphrase-for-tests-only
OIDCScope "openid email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim email
OIDCXForwardedHeaders X-Forwarded-Proto X-Forwarded-Port
RequestHeader set X-Forwarded-Proto https early
RequestHeader set X-Forwarded-Port 443 early
<Location />
  AuthType openid-connect
  Require valid-user
</Location>`,
  });
}
