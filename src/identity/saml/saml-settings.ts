import type { ProviderAddress } from '../provider-fetch.ts';
import type { Binding } from './saml-names.ts';

/** A key of ours and its certificate, as PEM. */
export interface SamlKeyPair {
  readonly key: string;
  readonly cert: string;
}

/** What must carry a signature of the provider: at least one of them, a certain one, or both. */
export type MustSign = 'either' | 'assertion' | 'response' | 'both';

export interface SamlSettings extends Omit<ProviderAddress, 'issuer'> {
  readonly id: string;
  readonly name: string;
  /** Where its metadata is: an https URL, or the path of a file. */
  readonly metadata: string;
  /** Certificates one of which signed the metadata, as PEM; none where the signature is not asked for. */
  readonly metadataSigners: readonly string[];
  /** The entity the metadata must describe; any when undefined. */
  readonly issuer: string | undefined;
  /** Milliseconds after which the metadata is read again. */
  readonly refresh: number;
  /** Name of this relying party towards the provider; the URL of its metadata when undefined. */
  readonly entityId: string | undefined;
  /** Ours, at least one: the first signs, each decrypts, and all are in our metadata. */
  readonly keys: readonly SamlKeyPair[];
  /** How requests travel, where the provider takes both. */
  readonly binding: Binding;
  readonly mustSign: MustSign;
  readonly allowSha1: boolean;
  /** Milliseconds by which clocks may differ. */
  readonly clockSkew: number;
  /** The app that a sign-in begun at the provider opens; undefined refuses such sign-ins. */
  readonly unsolicitedApp: string | undefined;
  /** Methods of signing in that count (AuthnContextClassRef); any when empty. */
  readonly authnContexts: readonly string[];
  /** The NameID format to ask for; the provider's choice when undefined. */
  readonly nameIdFormat: string | undefined;
  /** The attribute that names the user, instead of the NameID. */
  readonly subjectAttribute: string | undefined;
}
