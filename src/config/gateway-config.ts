import type { ActivityProfile } from '../catalog/profile.ts';
import type { ProtectedApp } from '../model/app.ts';
import type { HostForm, Origin } from '../model/host-map.ts';
import type { Message } from '../model/message.ts';
import type { Network } from '../policy/networks.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import type { RoutingDocument } from '../policy/routing-document.ts';

/** A claim whose value gives the device a tag. A boolean fits that JSON value alone, a text the text of any value. */
export interface DeviceTagRule {
  readonly claim: string;
  readonly equals: string | boolean;
  readonly tag: string;
}

interface ProviderBase {
  readonly id: string;
  readonly name: string;
  /** PEM texts trusted for this provider in addition to the system's. */
  readonly ca: readonly string[];
  readonly connect: Origin | undefined;
  readonly claims: {
    readonly name: string;
    readonly email: string;
    readonly groups: string;
    readonly risk?: string;
    readonly strengths?: readonly string[];
  };
  readonly deviceTags: readonly DeviceTagRule[];
}

/** Client certificates, resolved: PEM texts read, paths absolute, durations in milliseconds. */
export interface DeviceCertificatesConfig {
  readonly authorities: readonly string[];
  readonly tag: string;
  readonly purposes: readonly string[];
  readonly holder: 'anybody' | 'mail' | 'principal' | 'name';
  readonly remember: number;
  readonly sameAddress: boolean;
  readonly revocation: {
    readonly mode: 'hard' | 'soft' | 'off';
    readonly crls: readonly string[];
    readonly ocsp: readonly string[];
    readonly uncovered: 'refuse' | 'accept';
  };
  readonly publishCrl: string | undefined;
  readonly forwarded:
    | {
        readonly from: readonly string[];
        readonly header: string;
        readonly chainHeader: string | undefined;
        readonly format: 'rfc9440' | 'pem' | 'base64';
      }
    | undefined;
}

/** How files are protected. */
export interface ProtectionConfig {
  /** The organisation's passphrase. */
  readonly passphrase?: string;
  /** PEM of an RSA public key: passphrases of users are kept in the log under it. */
  readonly recoveryKey?: string;
  /** Bytes of the largest document that is encrypted in its own format; a larger one goes into an archive. */
  readonly largest: number;
}

/** How files are looked into. */
export interface InspectionConfig {
  readonly clamav?: {
    readonly at: { readonly host: string; readonly port: number } | { readonly path: string };
    readonly timeout: number;
  };
  /** Texts of lists of hashes of malware. */
  readonly hashLists: readonly string[];
  /** Names that detectors use -> texts of lists. */
  readonly lists?: Readonly<Record<string, string>>;
  /** Bytes of each held file kept in memory. */
  readonly memoryBytes: number;
  readonly limits: {
    readonly depth: number;
    readonly entries: number;
    readonly expandedBytes: number;
    readonly ratio: number;
    readonly wholeBytes: number;
    readonly milliseconds: number;
  };
}

/** What users read before they enter an app; the gateway's own words for what is left out. */
export interface NoticeConfig {
  readonly title?: string;
  readonly message?: Message;
}

/** An OpenID Connect provider, as the relying party needs it. Durations in milliseconds. */
export interface OidcProviderConfig extends ProviderBase {
  readonly type: 'oidc';
  readonly issuer: string;
  readonly clientId: string;
  /** Empty where keys stand for it. */
  readonly clientSecret: string;
  /** The first signs; all are published. PKCS #8 and certificate as PEM. */
  readonly clientKeys: readonly {
    readonly pem: string;
    readonly kid: string;
    readonly certificate: string | undefined;
    readonly algorithm?: 'PS256' | 'RS256';
  }[];
  readonly clientAudience: 'issuer' | 'token-endpoint';
  readonly pushedRequests: 'required' | 'offered' | 'always';
  readonly responseMode: 'query' | 'form_post';
  readonly ownCallback: boolean;
  readonly timeout: number;
  readonly clockSkew: number;
  readonly scopes: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly userinfo: boolean;
  /** Where groups are that do not fit into a token. */
  readonly groups:
    | {
        readonly url: string;
        readonly method: 'POST' | 'GET';
        readonly securityOnly: boolean;
        readonly when: 'missing' | 'always';
      }
    | undefined;
  /** Whose security events are listened to. */
  readonly signals:
    | {
        readonly issuer: string;
        readonly audience: string;
        readonly jwksUri: string | undefined;
        readonly pushToken: string | undefined;
        readonly poll: { readonly url: string; readonly token: string; readonly every: number } | undefined;
      }
    | undefined;
  readonly renewal: { readonly claimsMaxAge: number; readonly silentAfter: number | undefined };
}

/** A SAML provider, as the relying party needs it. Durations in milliseconds. */
export interface SamlProviderConfig extends ProviderBase {
  readonly type: 'saml';
  /** An https URL, or the path of a file. */
  readonly metadata: string;
  /** PEM texts. */
  readonly metadataSigners: readonly string[];
  readonly issuer: string | undefined;
  readonly refresh: number;
  readonly entityId: string | undefined;
  /** PEM texts; none when the gateway makes its own. */
  readonly keys: readonly { readonly cert: string; readonly key: string }[];
  readonly binding: 'redirect' | 'post';
  readonly mustSign: 'either' | 'assertion' | 'response' | 'both';
  readonly allowSha1: boolean;
  readonly timeout: number;
  readonly clockSkew: number;
  readonly unsolicitedApp: string | undefined;
  readonly authnContexts: readonly string[];
  readonly nameIdFormat: string | undefined;
  readonly subjectAttribute: string | undefined;
}

export type ProviderConfig = OidcProviderConfig | SamlProviderConfig;

/** The whole configuration, resolved: files read, paths absolute, durations in milliseconds. */
export interface GatewayConfig {
  readonly suffix: string;
  readonly publicPort: number;
  readonly hostForm: HostForm;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls:
    | { readonly localCa: string }
    | { readonly certificates: readonly { readonly cert: string; readonly key: string }[] };
  /** What answers to apps that sign in by SAML are signed with, as PEM texts; none when the gateway makes its own. */
  readonly appKeys?: readonly { readonly cert: string; readonly key: string }[];
  readonly stateDirectory: string;
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  readonly limits: {
    readonly headerBytes: number;
    readonly headersTimeout: number;
    readonly connectionsPerHost: number;
  };
  readonly inspection?: InspectionConfig;
  readonly protection?: ProtectionConfig;
  /** None: users enter without a notice. */
  readonly notice?: NoticeConfig;
  readonly sessions: { readonly idle: number; readonly absolute: number };
  readonly deviceCertificates: DeviceCertificatesConfig | undefined;
  readonly providers: readonly ProviderConfig[];
  readonly apps: readonly ProtectedApp[];
  /** Activity profiles of one's own. */
  readonly profiles?: readonly ActivityProfile[];
  readonly networks: readonly Network[];
  /** A MaxMind database that tells countries. */
  readonly countryFile: string | undefined;
  /** A MaxMind database that tells internet providers or autonomous systems. */
  readonly ispFile: string | undefined;
  readonly policies: readonly PolicyDocument[];
  /** None: everybody is led through the gateway, under the policies. */
  readonly routing?: RoutingDocument | undefined;
  /** Set when the policies are in a file of their own: it is watched. */
  readonly policyFile: string | undefined;
}
