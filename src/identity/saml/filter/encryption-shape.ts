import { NS } from '../saml-names.ts';
import { attribute, childrenNamed, everyElement, is, onlyChild, type XmlElement } from '../xml-element.ts';
import type { MessageRule } from './message-rule.ts';

/** Content ciphers (XML Encryption 1.1, section 5.2); `authenticated` ones may be tried on octets nobody signed. */
export const CONTENT_CIPHERS: ReadonlyMap<string, { readonly authenticated: boolean }> = new Map(
  Object.entries({
    'http://www.w3.org/2009/xmlenc11#aes128-gcm': { authenticated: true },
    'http://www.w3.org/2009/xmlenc11#aes256-gcm': { authenticated: true },
    'http://www.w3.org/2001/04/xmlenc#aes128-cbc': { authenticated: false },
    'http://www.w3.org/2001/04/xmlenc#aes256-cbc': { authenticated: false },
  }),
);

/** Key transport: OAEP only, since RSA-1_5 answers an attacker's questions (section 5.5.1, note). */
const KEY_TRANSPORT: readonly string[] = [
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  'http://www.w3.org/2009/xmlenc11#rsa-oaep',
];

/** The encrypted data of an encrypted assertion and the one key that opens it. */
export interface Encrypted {
  readonly data: XmlElement;
  readonly key: XmlElement;
}

/** The parts of an EncryptedAssertion: the key in its data or beside it (SAML core, section 2.3.4). */
export function encryptedParts(encrypted: XmlElement): Encrypted | undefined {
  const data = onlyChild(encrypted, NS.encryption, 'EncryptedData');
  const keys = [...everyElement(encrypted)].filter((each) => is(each, NS.encryption, 'EncryptedKey'));
  const [key] = keys;
  const about = data && onlyChild(data, NS.signature, 'KeyInfo');
  if (!data || !key || keys.length !== 1 || (key.parent !== about && key.parent !== encrypted)) return undefined;
  return [data, key].every(hasOneValue) && only(encrypted, data, key) ? { data, key } : undefined;
}

const only = (encrypted: XmlElement, ...known: readonly XmlElement[]): boolean =>
  encrypted.children.every((child) => known.includes(child));

function hasOneValue(element: XmlElement): boolean {
  const cipher = onlyChild(element, NS.encryption, 'CipherData');
  const method = childrenNamed(element, NS.encryption, 'EncryptionMethod');
  return (
    method.length === 1 &&
    cipher?.children.length === 1 &&
    is(cipher.children[0] as XmlElement, NS.encryption, 'CipherValue')
  );
}

export function encryptionAlgorithm(element: XmlElement): string {
  const method = onlyChild(element, NS.encryption, 'EncryptionMethod');
  return (method && attribute(method, 'Algorithm')) ?? '';
}

/** Encrypted assertions have one key, one value and known algorithms; nothing is fetched by reference. */
export const encryptionShape: MessageRule = (root) => {
  for (const encrypted of childrenNamed(root, NS.assertion, 'EncryptedAssertion')) {
    const parts = encryptedParts(encrypted);
    if (!parts) return 'encryption-shape';
    if (
      !CONTENT_CIPHERS.has(encryptionAlgorithm(parts.data)) ||
      !KEY_TRANSPORT.includes(encryptionAlgorithm(parts.key))
    )
      return 'encryption-algorithm';
  }
  return undefined;
};
