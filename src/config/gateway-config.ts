import type { ProtectedApp } from '../model/app.ts';
import type { HostForm, Origin } from '../model/host-map.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';

/** A claim whose value gives the device a tag. A boolean fits that JSON value alone, a text the text of any value. */
export interface DeviceTagRule {
  readonly claim: string;
  readonly equals: string | boolean;
  readonly tag: string;
}

/** An OpenID Connect provider, as the relying party needs it. */
export interface OidcProviderConfig {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM texts trusted for this provider in addition to the system's. */
  readonly ca: readonly string[];
  readonly connect: Origin | undefined;
  readonly scopes: readonly string[];
  readonly claims: { readonly name: string; readonly email: string; readonly groups: string };
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

/** The whole configuration, resolved: files read, paths absolute, durations in milliseconds. */
export interface GatewayConfig {
  readonly suffix: string;
  readonly publicPort: number;
  readonly hostForm: HostForm;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls:
    | { readonly localCa: string }
    | { readonly certificates: readonly { readonly cert: string; readonly key: string }[] };
  readonly stateDirectory: string;
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  readonly limits: {
    readonly headerBytes: number;
    readonly headersTimeout: number;
    readonly connectionsPerHost: number;
  };
  readonly sessions: { readonly idle: number; readonly absolute: number };
  readonly deviceCertificates: DeviceCertificatesConfig | undefined;
  readonly providers: readonly OidcProviderConfig[];
  readonly apps: readonly ProtectedApp[];
  readonly policies: readonly PolicyDocument[];
  /** Set when the policies are in a file of their own: it is watched. */
  readonly policyFile: string | undefined;
}
