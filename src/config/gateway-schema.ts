import { z } from 'zod';
import { DEFAULT_PROFILE, PROFILES } from '../catalog/profiles.ts';
import { appBearerSchema, appOidcSchema, appSamlSchema, ownProviderSchema } from './app-sign-in-schema.ts';
import { FORM_SCHEMAS } from './condition-forms.ts';
import { devicesSchema } from './devices-schema.ts';
import { messageSchema } from './message-schema.ts';
import { policySchema } from './policy-schema.ts';
import { profileSchema } from './profile-schema.ts';
import { providerSchema } from './provider-schema.ts';
import { routingSchema } from './routing-schema.ts';
import { duration, files, id, keyPairs, origin } from './setting-kinds.ts';

/** `127.0.0.1:8443` or `[::1]:8443`. */
const address = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^:[\]]+):\d{1,5}$/, 'must be an address and a port: 127.0.0.1:8443 or [::]:443')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  });

const host = z.union([
  origin.transform((parsed) => ({ url: parsed, connect: undefined })),
  z.strictObject({
    url: origin.describe('The origin that users know.'),
    connect: origin
      .optional()
      .describe('Where to connect instead. Host, SNI and the certificate name stay those of `url`.'),
  }),
]);

const confine = z.union([z.boolean(), z.literal('report')]);
const external = z.array(
  z
    .string()
    .regex(
      /^(https|wss):\/\/(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:\d{1,5})?$/,
      'must be https:// or wss:// and a host in lower case, such as https://cdn.example.com or https://*.example.com',
    ),
);

const app = z.strictObject({
  id: id.describe('Names the app in policies and logs.'),
  name: z.string().min(1).describe('What people read.'),
  provider: id.describe('Which identity provider signs users in.'),
  hosts: z.array(host).min(1).describe('The app’s origins; the first is where users begin.'),
  profile: id
    .default(DEFAULT_PROFILE)
    .describe(
      `How activities are recognised: ${PROFILES.map((each) => `\`${each.id}\``).join(', ')}, or one of \`profiles\`.`,
    ),
  saml: appSamlSchema.optional().describe('For an app that takes the gateway as its SAML identity provider.'),
  oidc: appOidcSchema.optional().describe('For an app that takes the gateway as its OpenID provider.'),
  ownProvider: ownProviderSchema
    .optional()
    .describe('For an app that keeps a provider of its own, which knows the app’s addresses under the suffix.'),
  bearer: appBearerSchema
    .optional()
    .describe('For clients that are no browser: access tokens that let them in, request by request.'),
  nativeClients: z
    .strictObject({
      admit: z
        .boolean()
        .default(false)
        .describe('Whether such a client is let in, under all policies that hold for browsers.'),
      message: messageSchema
        .optional()
        .describe('What those who are not let in are told, instead of the gateway’s own words.'),
    })
    .prefault({})
    .describe(
      'Mobile and desktop apps that come with a session and name themselves. Those with an access token are the matter of `bearer`.',
    ),
  confine: confine
    .optional()
    .describe('Instead of `gateway.confine`, for this app: whether its pages are kept to the hosts named here.'),
  external: external
    .default([])
    .describe('Hosts of no app that confined pages may use, besides those of `gateway.external`.'),
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

const count = (fallback: number) => z.int().min(1).default(fallback);
const MIB = 1024 * 1024;

const inspection = z.strictObject({
  clamav: z
    .union([
      z.strictObject({
        address: address.describe('Where clamd listens (`TCPSocket`).'),
        timeout: duration('60s').describe('How long it may take the next bytes, or answer.'),
      }),
      z.strictObject({
        socket: z.string().min(1).describe('The socket clamd listens on (`LocalSocket`).'),
        timeout: duration('60s').describe('How long it may take the next bytes, or answer.'),
      }),
    ])
    .optional()
    .describe('The malware scanner. Set its `StreamMaxLength` to the largest file that is to pass.'),
  hashLists: files.describe('Files with SHA-256 hashes of malware, one a line.'),
  lists: z
    .record(id, z.string().min(1))
    .default({})
    .describe('Names that detectors of policies use, and the files `sallyport list` made.'),
  memory: count(MIB).describe(
    'Bytes of each held file kept in memory; the rest is in an encrypted file without a name.',
  ),
  depth: count(6).describe('Documents inside documents.'),
  entries: count(10_000).describe('Documents in one file, whatever their depth.'),
  expanded: count(4096 * MIB).describe('Bytes that unpacking one file may bring forth.'),
  ratio: count(200).describe('Times that a packed document may grow, once it has brought forth 4 MiB.'),
  whole: count(32 * MIB).describe('Bytes of a document that can only be read whole (PDF, 7z, RAR, xz, bzip2).'),
  time: duration('2m').describe('How long the gateway may work on one file; time spent waiting for it does not count.'),
});

const protection = z.strictObject({
  passphraseFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file with the passphrase of the organisation, for policies whose key is `organisation`; at least 12 characters.',
    ),
  recoveryKeyFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A PEM file with an RSA public key of at least 2048 bits: the log keeps passphrases of users encrypted for it.',
    ),
  largest: count(64 * MIB).describe(
    'Bytes of the largest Office document or PDF that is encrypted in its own format (a larger one goes into an archive), and of the largest PDF that the viewer shows.',
  ),
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
    appKeys: keyPairs.describe(
      'Keys for apps that sign in by SAML: the first signs, all are in the metadata. One is made and kept in `gateway.state` when there are none.',
    ),
    confine: confine
      .default(false)
      .describe(
        'Whether pages may only load from, send to and frame hosts under the suffix and those of `external`; `report` blocks nothing and logs what would be.',
      ),
    external: external
      .default([])
      .describe(
        'Hosts of no app that confined pages of every app may use: `https://cdn.example.com`, `https://*.example.com`.',
      ),
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
        connectionsPerHost: z
          .int()
          .min(1)
          .max(10_000)
          .default(256)
          .describe('Connections to one host of an app, WebSockets not counted; a session has at most half of them.'),
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
  notice: z
    .union([
      z.boolean(),
      z.strictObject({
        title: z.string().min(1).max(120).optional().describe('Its heading; `{app}` is the name of the app.'),
        message: messageSchema.optional().describe('What the user reads, with a logo where one is given.'),
      }),
    ])
    .default(true)
    .describe(
      'What users read before they enter an app for the first time in a session: that they are watched. `true` says so in the gateway’s own words, in the language of the browser; `false` says nothing.',
    ),
  inspection: inspection.prefault({}).describe('How files are looked into, where a policy asks for it.'),
  protection: protection.prefault({}).describe('How files are encrypted, where a policy asks for it.'),
  devices: devicesSchema.prefault({}).describe('What is learnt of devices, besides claims.'),
  providers: z.array(providerSchema).min(1).describe('Identity providers.'),
  apps: z.array(app).min(1).describe('Protected apps.'),
  profiles: z.array(profileSchema).default([]).describe('Activity profiles of one’s own; see [apps](apps.md).'),
  networks: z.array(network).default([]).describe('Named address ranges, for the condition `network`.'),
  countries: z
    .string()
    .min(1)
    .optional()
    .describe('A MaxMind database (`.mmdb`) with countries, for the condition `country`.'),
  isps: z
    .string()
    .min(1)
    .optional()
    .describe('A MaxMind database (`.mmdb`) with internet providers or autonomous systems, for the condition `isp`.'),
  policies: z
    .union([z.string().min(1), z.array(policySchema)])
    .default([])
    .describe('Session policies: a list, or a file with `policies:`, which is watched and reloaded.'),
  routing: routingSchema
    .optional()
    .describe(
      'Who is led through the gateway, and under what; where the policies are in a file of their own, it is there.',
    ),
});

export type GatewayDocument = z.output<typeof gatewaySchema>;
