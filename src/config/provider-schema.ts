import { z } from 'zod';
import { deviceTagsSchema } from './device-tags-schema.ts';
import { DURATION, milliseconds } from './duration.ts';
import { duration, files, id, keyPairs, origin } from './setting-kinds.ts';

const strengths = z
  .array(z.string().min(1))
  .default([])
  .describe('Further claims or attributes with how the user signed in, besides `acr`, `acrs` and `amr`.');
const risk = z.string().min(1).optional().describe('The claim or attribute with the risk: `low`, `medium` or `high`.');

const groupsAddress = z.strictObject({
  url: z
    .url({ protocol: /^https$/ })
    .describe(
      'The address, asked with the person’s access token: `https://graph.microsoft.com/v1.0/me/getMemberGroups`.',
    ),
  method: z
    .enum(['POST', 'GET'])
    .default('POST')
    .describe('`POST` for getMemberGroups, `GET` for a list of names or of objects with an `id`.'),
  securityOnly: z.boolean().default(true).describe('Whether getMemberGroups gives security groups alone.'),
  when: z
    .enum(['missing', 'always'])
    .default('missing')
    .describe('Whether it is asked only where the token has no groups, or always.'),
});

const httpsUrl = z.url({ protocol: /^https$/ });

const signals = z.strictObject({
  issuer: httpsUrl.optional().describe('Who signs the events; the provider’s issuer when left out.'),
  audience: z
    .string()
    .min(1)
    .describe('What they are made out to (`aud`), as the transmitter has it for this receiver.'),
  jwksUri: httpsUrl.optional().describe('Where the keys are; found by the transmitter’s configuration when left out.'),
  pushTokenFile: z
    .string()
    .min(1)
    .optional()
    .describe('A file with what pushed events must carry as their bearer token, where the transmitter sends one.'),
  poll: z
    .strictObject({
      url: httpsUrl.describe('Where events are fetched.'),
      tokenFile: z.string().min(1).describe('A file with the bearer token for it.'),
      every: duration('30s').describe('How often they are fetched.'),
    })
    .optional()
    .describe('For a transmitter that does not push: events are fetched from it.'),
});

/** Parameters of an authorization request that are the gateway's to set. */
const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  ...['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce', 'code_challenge'],
  ...['code_challenge_method', 'request', 'request_uri', 'registration', 'client_secret', 'id_token_hint'],
]);

const oidcProvider = z.strictObject({
  id: id.describe('Names the provider in `apps[].provider`.'),
  type: z.literal('oidc').optional().describe('OpenID Connect; also when left out.'),
  name: z.string().optional().describe('What people read; the id when left out.'),
  issuer: z.url({ protocol: /^https$/ }).describe('The issuer, as its discovery document names it.'),
  clientId: z.string().min(1).describe('The client the gateway is registered as.'),
  clientSecret: z
    .string()
    .min(1)
    .optional()
    .describe('Its secret. A name in braces after a dollar sign is taken from the environment.'),
  clientSecretFile: z.string().min(1).optional().describe('A file that holds the secret, instead of `clientSecret`.'),
  clientKeys: z
    .array(
      z.strictObject({
        key: z.string().min(1).describe('PEM or JWK file of a private key: RSA, P-256, P-384, P-521 or Ed25519.'),
        kid: z.string().min(1).max(256).optional().describe('Its name; the JWK’s, or its thumbprint, when left out.'),
        cert: z
          .string()
          .min(1)
          .optional()
          .describe('Its PEM certificate, for a provider that knows keys by their certificates.'),
        alg: z
          .enum(['PS256', 'RS256'])
          .optional()
          .describe(
            'What an RSA key signs with; what the provider’s metadata offers, PS256 first, when left out, and RS256 where that says nothing.',
          ),
      }),
    )
    .default([])
    .describe(
      'Keys instead of a secret (`private_key_jwt`): the first signs, and the public halves of all are at `/.well-known/sallyport/oidc/ID/jwks`.',
    ),
  clientAudience: z
    .enum(['issuer', 'token-endpoint'])
    .default('issuer')
    .describe('What a signature of `clientKeys` is made out to.'),
  pushedRequests: z
    .enum(['required', 'offered', 'always'])
    .default('offered')
    .describe(
      'When requests are pushed to the provider ahead of the browser: where its metadata insists, where it offers it, or `always`, and without it nobody signs in.',
    ),
  responseMode: z
    .enum(['query', 'form_post'])
    .default('query')
    .describe(
      'How the provider’s answer travels: in the address, or in a form that the browser sends, which leaves no trace in its history and in logs.',
    ),
  ownCallback: z
    .boolean()
    .default(false)
    .describe(
      'Whether the redirect address is `/.well-known/sallyport/oidc/ID/callback` instead of the one for all providers.',
    ),
  timeout: duration('10s').describe('How long the provider may take to answer one request.'),
  clockSkew: duration('30s').describe('By how much the clocks may differ.'),
  ca: files.describe('PEM files of authorities trusted for the provider, besides the system’s.'),
  connect: origin.optional().describe('Where to connect instead of the issuer’s own name.'),
  scopes: z
    .array(z.string())
    .default(['openid', 'profile', 'email'])
    .describe('Scopes to ask for. With `offline_access` most providers give what claims are renewed with.'),
  parameters: z
    .record(
      z.string().refine((name) => !OWN_PARAMETERS.has(name), 'is a parameter the gateway sets itself'),
      z.string(),
    )
    .default({})
    .describe('Parameters to add to every request for a sign-in, such as `access_type: offline` or `domain_hint`.'),
  renewal: z
    .strictObject({
      claimsMaxAge: duration('1m').describe(
        'How old claims may grow where the provider gave a refresh token: they are asked for anew in the background.',
      ),
      silentAfter: z
        .union([z.literal('never'), z.string().regex(DURATION.pattern, DURATION.message)])
        .default('1h')
        .transform((text) => (text === 'never' ? undefined : milliseconds(text)))
        .describe(
          'Without a refresh token: after how long the next page that is opened leads past the provider, unseen (`prompt=none`); or `never`.',
        ),
    })
    .prefault({})
    .describe('How what the provider says of a user is kept fresh.'),
  claims: z
    .strictObject({
      name: z.string().default('preferred_username').describe('The claim with the user’s name.'),
      email: z.string().default('email').describe('The claim with the mail address.'),
      groups: z.string().default('groups').describe('The claim with the groups.'),
      risk,
      strengths,
    })
    .prefault({})
    .describe(
      'Which claims say who the user is: a name, a URI, or where it lies in another claim (`/realm_access/roles`).',
    ),
  userinfo: z
    .boolean()
    .default(false)
    .describe(
      'Whether claims are read from the UserInfo endpoint as well, for providers that leave them out of the ID token.',
    ),
  signals: signals
    .optional()
    .describe(
      'Security events of the provider (Shared Signals Framework, CAEP), by which sessions end or are looked at again.',
    ),
  groups: groupsAddress.optional().describe('Where groups are that do not fit into a token.'),
  deviceTags: deviceTagsSchema,
});

const WS_CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

const samlProvider = z.strictObject({
  id: id.describe('Names the provider in `apps[].provider`, and is part of the addresses to register with it.'),
  type: z.literal('saml').describe('SAML 2.0.'),
  name: z.string().optional().describe('What people read; the id when left out.'),
  metadata: z
    .string()
    .min(1)
    .refine((text) => !text.startsWith('http:'), 'must be an https URL or the path of a file')
    .describe('The provider’s metadata: an https URL or a file.'),
  metadataSigners: files.describe(
    'PEM certificates, one of which must have signed the metadata. Without any, a URL is trusted for its TLS certificate.',
  ),
  issuer: z.string().min(1).optional().describe('The entity name the metadata must be of.'),
  refresh: duration('1h').describe('After how long the metadata is read again.'),
  ca: files.describe('PEM files of authorities trusted for the metadata’s URL, besides the system’s.'),
  connect: origin.optional().describe('Where to connect for the metadata instead of its URL’s own name.'),
  entityId: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .describe('The gateway’s entity name towards this provider; the URL of its metadata when left out.'),
  keys: keyPairs.describe(
    'The gateway’s keys: the first signs, all decrypt, all are in its metadata. One is made and kept in `gateway.state` when there are none.',
  ),
  binding: z
    .enum(['redirect', 'post'])
    .default('redirect')
    .describe('How requests travel, where the provider takes both.'),
  mustSign: z
    .enum(['either', 'assertion', 'response', 'both'])
    .default('either')
    .describe('What must carry the provider’s signature. Nothing outside a signature is ever believed.'),
  allowSha1: z
    .boolean()
    .default(false)
    .describe('Whether SHA-1 signatures count. They can be forged; the log says so at every start.'),
  timeout: duration('10s').describe('How long the provider may take to answer one request.'),
  clockSkew: duration('5m').describe('By how much the clocks may differ.'),
  unsolicitedApp: id
    .optional()
    .describe('The app opened by a sign-in begun at the provider; without it such sign-ins are refused.'),
  authnContexts: z
    .array(z.string().min(1))
    .default([])
    .describe('Methods of signing in to ask for and to insist on (AuthnContextClassRef).'),
  nameIdFormat: z.string().min(1).optional().describe('The NameID format to ask for.'),
  claims: z
    .strictObject({
      subject: z
        .string()
        .min(1)
        .optional()
        .describe('The attribute that names the user for good; the NameID when left out.'),
      name: z.string().default(`${WS_CLAIMS}/name`).describe('The attribute with the user’s name.'),
      email: z.string().default(`${WS_CLAIMS}/emailaddress`).describe('The attribute with the mail address.'),
      groups: z
        .string()
        .default('http://schemas.microsoft.com/ws/2008/06/identity/claims/groups')
        .describe('The attribute with the groups.'),
      risk,
      strengths,
    })
    .prefault({})
    .describe('Which attributes say who the user is.'),
  deviceTags: deviceTagsSchema,
});

/** An identity provider of either protocol. */
export const providerSchema = z.discriminatedUnion('type', [oidcProvider, samlProvider]);
