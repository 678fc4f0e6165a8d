import { NS } from '../saml-names.ts';
import { everyElement, is } from '../xml-element.ts';
import type { MessageRule } from './message-rule.ts';

/** Signatures stand directly in the message or in its assertion, one in each; nothing else is called so, in any namespace. */
export const signaturePlace: MessageRule = (root) => {
  const signed = new Set<unknown>();
  for (const element of everyElement(root)) {
    if (element.name.toLowerCase() !== 'signature') continue;
    const { parent } = element;
    if (!is(element, NS.signature, 'Signature') || !parent || signed.has(parent)) return 'misplaced-signature';
    const inAssertion = is(parent, NS.assertion, 'Assertion') && parent.parent === root;
    if (parent !== root && !inAssertion) return 'misplaced-signature';
    signed.add(parent);
  }
  return undefined;
};
