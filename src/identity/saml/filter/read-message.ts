import { readXml, type XmlLimits } from '../read-xml.ts';
import type { SamlReason } from '../saml-reason.ts';
import type { XmlElement } from '../xml-element.ts';
import { encryptionShape } from './encryption-shape.ts';
import type { FilterOptions, MessageRule } from './message-rule.ts';
import { oneAssertion } from './one-assertion.ts';
import { signaturePlace } from './signature-place.ts';
import { signatureShape } from './signature-shape.ts';
import { uniqueIds } from './unique-ids.ts';

/** Every rule, in the order in which they are asked. */
const RULES: readonly MessageRule[] = [uniqueIds, oneAssertion, signaturePlace, signatureShape, encryptionShape];

/** Text that passed every rule, and its elements. */
export interface SamlMessage {
  readonly text: string;
  readonly root: XmlElement;
}

/**
 * Reads a message and holds it to every rule, before any of it is believed or any key is used. Total: whatever the text, the
 * answer is a message or a reason.
 */
export function readMessage(text: string, options: FilterOptions, limits?: XmlLimits): SamlMessage | SamlReason {
  const root = readXml(text, limits);
  if (typeof root === 'string') return root;
  for (const rule of RULES) {
    const reason = rule(root, options);
    if (reason) return reason;
  }
  return { text, root };
}
