import type { ProtectedApp } from '../model/app.ts';
import type { HostForm, Origin } from '../model/host-map.ts';
import type { Network } from '../policy/networks.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';

/** A claim whose value gives the device a tag. */
export interface DeviceTagRule {
  readonly claim: string;
  readonly equals: string;
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
  readonly claims: { readonly name: string; readonly email: string; readonly groups: string; readonly risk?: string };
  readonly deviceTags: readonly DeviceTagRule[];
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
  readonly providers: readonly OidcProviderConfig[];
  readonly apps: readonly ProtectedApp[];
  readonly networks: readonly Network[];
  /** A MaxMind database that tells countries. */
  readonly countryFile: string | undefined;
  readonly policies: readonly PolicyDocument[];
  /** Set when the policies are in a file of their own: it is watched. */
  readonly policyFile: string | undefined;
}
