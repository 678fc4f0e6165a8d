import type { SamlReason } from '../saml-reason.ts';
import type { XmlElement } from '../xml-element.ts';

export interface FilterOptions {
  /** Whether SHA-1 counts, for a provider that can do no better. */
  readonly allowSha1: boolean;
}

/** One thing that must hold of a message before anything in it is believed: undefined when it does. Total. */
export type MessageRule = (root: XmlElement, options: FilterOptions) => SamlReason | undefined;
