import { z } from 'zod';
import { USER_FACTS } from '../model/app.ts';
import { files, origin } from './setting-kinds.ts';

/** Claims that the provider itself answers for (OpenID Connect Core, section 2). */
const OWN_CLAIMS = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'nonce',
  'auth_time',
  'acr',
  'amr',
  'azp',
  'sid',
  'at_hash',
  'c_hash',
  's_hash',
];

const url = z.url({ protocol: /^https?$/ });

/** How an app takes the gateway as its SAML identity provider. */
export const appSamlSchema = z.strictObject({
  entityId: z.string().min(1).max(1024).describe('The app’s own entity name.'),
  acs: z
    .array(z.url({ protocol: /^https?$/ }))
    .min(1)
    .describe('Where the app takes answers: URLs of its own origins, as its metadata names them.'),
  certificates: files.describe(
    'PEM certificates one of which must have signed the app’s requests; none asks for no signature.',
  ),
  nameId: z.enum(['email', 'name', 'subject']).default('email').describe('What names the user towards the app.'),
  attributes: z
    .record(z.string().min(1), z.enum(USER_FACTS))
    .default({})
    .describe('Attributes the app is given: their names, and what stands in them.'),
  logout: z
    .strictObject({
      url: url.describe(
        'Where the app takes requests to sign out: a URL of its own origins, as its metadata names it.',
      ),
      responseUrl: url.optional().describe('Where it takes answers to its own, if that is another address.'),
      binding: z.enum(['redirect', 'post']).default('redirect').describe('How messages come there.'),
    })
    .optional()
    .describe('For an app that takes part in single logout. Its messages are signed, so `certificates` is needed.'),
});

/** How an app takes the gateway as its OpenID provider. */
export const appOidcSchema = z.strictObject({
  clientId: z.string().min(1).max(255).describe('What the app calls itself towards the gateway.'),
  auth: z
    .enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'])
    .default('client_secret_basic')
    .describe('How the app’s server shows that it is the app. `none` is for apps that run in the page alone.'),
  clientSecret: z
    .string()
    .min(1)
    .optional()
    .describe('Its secret. A name in braces after a dollar sign is taken from the environment.'),
  clientSecretFile: z.string().min(1).optional().describe('A file that holds the secret, instead of `clientSecret`.'),
  keys: z
    .string()
    .min(1)
    .optional()
    .describe('A file with the app’s public keys (JSON Web Key Set), for `private_key_jwt`.'),
  redirectUris: z
    .array(url)
    .min(1)
    .describe('Where the app takes codes: URLs of its own origins, as it is known without the gateway.'),
  postLogoutRedirectUris: z
    .array(url)
    .default([])
    .describe('Where a browser may be led once its user has signed out: URLs of the app’s own origins.'),
  backchannelLogoutUri: url
    .optional()
    .describe(
      'Where the app’s server is told that a session has ended (Back-Channel Logout): a URL of its own origins.',
    ),
  pkce: z
    .enum(['required', 'optional'])
    .default('required')
    .describe('Whether every request must bring a code challenge. `optional` is for apps with a secret that cannot.'),
  subject: z.enum(['subject', 'email', 'name']).default('subject').describe('What stands in `sub`.'),
  claims: z
    .record(
      z
        .string()
        .min(1)
        .refine((name) => !OWN_CLAIMS.includes(name), 'is a claim that the gateway answers for'),
      z.enum(USER_FACTS),
    )
    .default({})
    .describe(
      'Further claims, in every ID token: their names, and what stands in them. The scopes `profile`, `email` and `groups` need none.',
    ),
});

/** How clients that are no browser show who their user is. */
export const appBearerSchema = z.strictObject({
  issuer: z.url({ protocol: /^https$/ }).describe('Who issues the tokens, as `iss` names it.'),
  jwksUri: z.url({ protocol: /^https$/ }).describe('Where the issuer’s keys are.'),
  audience: z.string().min(1).describe('What a token has to be for (`aud`): the app’s own name at the issuer.'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be one scope without spaces and quotes'))
    .default([])
    .describe('Scopes that a token has to hold, all of them.'),
  forward: z.boolean().default(true).describe('Whether the app gets the token as well; no other app ever does.'),
  ca: files.describe('PEM files of authorities trusted for the issuer, besides the system’s.'),
  connect: origin.optional().describe('Where to connect instead of the issuer’s own name.'),
});

/** How an app keeps a provider of its own. */
export const ownProviderSchema = z.strictObject({
  endpoints: z
    .array(url)
    .min(1)
    .describe('The provider’s authorization, token and sign-out endpoints, as its discovery document names them.'),
  replyUrls: z
    .array(url)
    .min(1)
    .describe('The app’s own reply URLs (redirect URIs). The provider has to know the suffixed ones as well.'),
});
