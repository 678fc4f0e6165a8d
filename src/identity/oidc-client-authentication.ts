import * as client from 'openid-client';
import { certificateNames, signingKey } from './oidc-client-keys.ts';
import type { OidcSettings } from './oidc-settings.ts';

type Authenticating = Pick<OidcSettings, 'clientSecret' | 'clientKeys' | 'clientAudience'>;

/** How the gateway says who it is at the provider's own endpoints: signed where it has a key, else by its secret. */
export function clientAuthentication(settings: Authenticating): client.ClientAuth {
  return settings.clientKeys.length > 0 ? bySignature(settings) : bySecret(settings.clientSecret);
}

/** client_secret_post where the provider offers it or says nothing, since what it sends needs no decoding; else basic (RFC 6749 section 2.3.1). */
function bySecret(secret: string): client.ClientAuth {
  const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const offered = server.token_endpoint_auth_methods_supported ?? ['client_secret_post'];
    return (offered.includes('client_secret_post') ? post : basic)(server, ...rest);
  };
}

/**
 * private_key_jwt (OpenID Connect Core 9, RFC 7523 section 2.2). The audience is the issuer alone, which no other server can
 * use; where a provider insists, its token endpoint.
 */
function bySignature({ clientKeys: [key], clientAudience }: Authenticating): client.ClientAuth {
  if (!key) throw new TypeError('no key');
  return async (server, ...rest) => {
    const signing = await signingKey(key, server.token_endpoint_auth_signing_alg_values_supported);
    const sign = client.PrivateKeyJwt(
      { key: signing, kid: key.kid },
      {
        [client.modifyAssertion]: (header, payload) => {
          if (key.certificate !== undefined) Object.assign(header, certificateNames(key.certificate));
          if (clientAudience === 'token-endpoint' && server.token_endpoint !== undefined)
            payload['aud'] = server.token_endpoint;
        },
      },
    );
    await sign(server, ...rest);
  };
}
