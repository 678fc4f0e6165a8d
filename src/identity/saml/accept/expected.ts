import type { IdpDescription } from '../idp-metadata.ts';
import type { OwnKey } from '../own-key.ts';
import type { SamlAddresses } from '../saml-addresses.ts';
import type { SamlReason } from '../saml-reason.ts';
import type { SamlSettings } from '../saml-settings.ts';
import type { XmlElement } from '../xml-element.ts';

/** What a response is held against. */
export interface Expected {
  readonly idp: IdpDescription;
  readonly settings: Pick<SamlSettings, 'mustSign' | 'allowSha1' | 'clockSkew' | 'authnContexts' | 'subjectAttribute'>;
  readonly addresses: SamlAddresses;
  readonly keys: readonly OwnKey[];
  /** ID of our request; undefined for a sign-in begun at the provider. */
  readonly requestId: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** One thing that must hold of an element that is believed: undefined when it does. */
export type AcceptRule = (element: XmlElement, expected: Expected) => SamlReason | undefined;
