import { NS } from '../saml-names.ts';
import { everyElement, is, type XmlElement } from '../xml-element.ts';
import type { MessageRule } from './message-rule.ts';

const looksLike = ({ name }: XmlElement): boolean => /^(Assertion|EncryptedAssertion)$/i.test(name);

/**
 * A response holds at most one assertion, as its child (none when the sign-in failed); nothing of that name stands anywhere
 * else, in any namespace (XSW 1 to 8).
 */
export const oneAssertion: MessageRule = (root) => {
  const found = [...everyElement(root)].filter(looksLike);
  const expected = is(root, NS.assertion, 'Assertion') ? 0 : is(root, NS.protocol, 'Response') ? 1 : -1;
  if (expected < 0) return found.length === 0 ? undefined : 'not-one-assertion';
  if (expected === 0) return found.length === 1 ? undefined : 'not-one-assertion';
  const [only] = found;
  if (!only) return undefined;
  const known = is(only, NS.assertion, 'Assertion') || is(only, NS.assertion, 'EncryptedAssertion');
  return found.length === 1 && known && only.parent === root ? undefined : 'not-one-assertion';
};
