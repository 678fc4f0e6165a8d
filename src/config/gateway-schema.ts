import { z } from 'zod';
import { parseOrigin } from '../rewrite/host-map.ts';
import { FORM_SCHEMAS } from './condition-forms.ts';
import { DURATION, milliseconds } from './duration.ts';
import { policySchema } from './policy-schema.ts';

/** `30m` as milliseconds. */
const duration = (fallback: string) =>
  z.string().regex(DURATION.pattern, DURATION.message).default(fallback).transform(milliseconds);

/** `127.0.0.1:8443` or `[::1]:8443`. */
const address = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^:[\]]+):\d{1,5}$/, 'must be an address and a port: 127.0.0.1:8443 or [::]:443')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  });

const origin = z.string().transform((text, context) => {
  const parsed = parseOrigin(text);
  if (parsed) return parsed;
  context.addIssue({
    code: 'custom',
    message: 'must be an origin such as https://wiki.example.com or http://legacy.example.com:8080',
  });
  return z.NEVER;
});

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');
const files = z.array(z.string().min(1)).default([]);

const host = z.union([
  origin.transform((parsed) => ({ url: parsed, connect: undefined })),
  z.strictObject({
    url: origin.describe('The origin that users know.'),
    connect: origin
      .optional()
      .describe('Where to connect instead. Host, SNI and the certificate name stay those of `url`.'),
  }),
]);

const app = z.strictObject({
  id: id.describe('Names the app in policies and logs.'),
  name: z.string().min(1).describe('What people read.'),
  provider: id.describe('Which identity provider signs users in.'),
  hosts: z.array(host).min(1).describe('The app’s origins; the first is where users begin.'),
  ca: files.describe('PEM files of authorities trusted for this app, besides the system’s.'),
  allowPrivate: z
    .boolean()
    .default(false)
    .describe(
      'Whether the app may be at a loopback, private or link-local address. Checked on the address connected to.',
    ),
  timeouts: z
    .strictObject({
      connect: duration('10s').describe('To open a connection.'),
      headers: duration('60s').describe('From the request to the answer’s header.'),
      body: duration('5m').describe('Between two pieces of the answer’s body.'),
    })
    .prefault({})
    .describe('How long the gateway waits for the app.'),
});

const provider = z.strictObject({
  id: id.describe('Names the provider in `apps[].provider`.'),
  type: z.literal('oidc').default('oidc').describe('The protocol.'),
  name: z.string().optional().describe('What people read; the id when left out.'),
  issuer: z.url({ protocol: /^https$/ }).describe('The issuer, as its discovery document names it.'),
  clientId: z.string().min(1).describe('The client the gateway is registered as.'),
  clientSecret: z
    .string()
    .min(1)
    .optional()
    .describe('Its secret. A name in braces after a dollar sign is taken from the environment.'),
  clientSecretFile: z.string().min(1).optional().describe('A file that holds the secret, instead of `clientSecret`.'),
  ca: files.describe('PEM files of authorities trusted for the provider, besides the system’s.'),
  connect: origin.optional().describe('Where to connect instead of the issuer’s own name.'),
  scopes: z.array(z.string()).default(['openid', 'profile', 'email']).describe('Scopes to ask for.'),
  claims: z
    .strictObject({
      name: z.string().default('preferred_username').describe('The claim with the user’s name.'),
      email: z.string().default('email').describe('The claim with the mail address.'),
      groups: z.string().default('groups').describe('The claim with the groups.'),
      risk: z.string().min(1).optional().describe('The claim with the risk: `low`, `medium` or `high`.'),
    })
    .prefault({})
    .describe('Which claims say who the user is.'),
  deviceTags: z
    .array(
      z.strictObject({
        claim: z.string().min(1).describe('A claim name or URI.'),
        equals: z.string().describe('The value that counts, as text.'),
        tag: z.string().min(1).describe('The tag the device then carries.'),
      }),
    )
    .default([])
    .describe('Claims that say something of the device. When none of them is in the token, nothing is known of it.'),
});

const tls = z.union([
  z.strictObject({
    localCa: z
      .string()
      .min(1)
      .describe('A directory with an authority that mints a certificate for each host; made when missing.'),
  }),
  z.strictObject({
    certificates: z
      .array(
        z.strictObject({ cert: z.string().min(1).describe('PEM chain.'), key: z.string().min(1).describe('PEM key.') }),
      )
      .min(1)
      .describe('Certificates; the one that names the host best is used.'),
  }),
]);

const network = z.strictObject({
  name: z.string().min(1).describe('Names it in policies.'),
  category: z
    .enum(['corporate', 'administrative', 'cloud', 'vpn', 'risky', 'other'])
    .default('other')
    .describe('What kind of network it is.'),
  tags: z.array(z.string().min(1)).default([]).describe('Further words for it.'),
  ranges: FORM_SCHEMAS.ranges.describe('Addresses or CIDR ranges, IPv4 and IPv6.'),
});

/** The configuration file. One source for validation, types, docs/configuration.md and the JSON Schema. */
export const gatewaySchema = z.strictObject({
  gateway: z.strictObject({
    suffix: z
      .string()
      .regex(
        /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
        'must be a host name in lower case, without a leading dot',
      )
      .describe('The domain all apps appear under. Use one that serves nothing else.'),
    listen: address.prefault('127.0.0.1:8443').describe('Where to listen.'),
    publicPort: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('The port browsers use, when it differs from the one listened on.'),
    hostForm: z
      .enum(['dotted', 'label'])
      .default('dotted')
      .describe(
        'How an origin host is written under the suffix: `dotted` (wiki.corp.example.SUFFIX) or `label` (wiki-corp-example.SUFFIX, one wildcard certificate).',
      ),
    tls: tls.default({ localCa: './state/ca' }).describe('Certificates for the suffix hosts.'),
    state: z.string().min(1).default('./state').describe('Directory of sessions and logs.'),
    metrics: address.optional().describe('Where /healthz, /readyz and /metrics are served; never public.'),
    limits: z
      .strictObject({
        headerBytes: z
          .int()
          .min(1024)
          .max(1_048_576)
          .default(65_536)
          .describe('Largest header block of a request or an answer, in bytes.'),
        headersTimeout: duration('30s').describe('How long a browser may take to send its headers.'),
        connectionsPerHost: z.int().min(1).max(10_000).default(256).describe('Connections to one host of an app.'),
      })
      .prefault({})
      .describe('Bounds on what clients and origins may use.'),
  }),
  sessions: z
    .strictObject({
      idle: duration('30m').describe('A session ends when unused for so long.'),
      absolute: duration('12h').describe('A session ends after so long in any case.'),
    })
    .prefault({})
    .describe('How long a session lives.'),
  providers: z.array(provider).min(1).describe('Identity providers.'),
  apps: z.array(app).min(1).describe('Protected apps.'),
  networks: z.array(network).default([]).describe('Named address ranges, for the condition `network`.'),
  countries: z
    .string()
    .min(1)
    .optional()
    .describe('A MaxMind database (`.mmdb`) with countries, for the condition `country`.'),
  policies: z
    .union([z.string().min(1), z.array(policySchema)])
    .default([])
    .describe('Session policies: a list, or a file with `policies:`, which is watched and reloaded.'),
});

export type GatewayDocument = z.output<typeof gatewaySchema>;
