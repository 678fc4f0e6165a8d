import { everyElement } from '../xml-element.ts';
import type { MessageRule } from './message-rule.ts';

const ID = /^[A-Za-z_][\w.-]{0,255}$/;

/**
 * Every ID is well formed and used once, whatever the case and the namespace of its attribute: a reference then means one
 * element to every reader (SAML core, section 1.3.4).
 */
export const uniqueIds: MessageRule = (root) => {
  const seen = new Set<string>();
  for (const element of everyElement(root)) {
    for (const { name, value } of element.attributes) {
      if (name.toLowerCase() !== 'id') continue;
      if (!ID.test(value) || seen.has(value)) return 'doubled-id';
      seen.add(value);
    }
  }
  return undefined;
};
