import type { KeyObject } from 'node:crypto';
import { decryptAssertion } from '../decrypt-assertion.ts';
import { CONTENT_CIPHERS, encryptedParts, encryptionAlgorithm } from '../filter/encryption-shape.ts';
import { readMessage, type SamlMessage } from '../filter/read-message.ts';
import { readXml } from '../read-xml.ts';
import { NS } from '../saml-names.ts';
import { SamlRefusal } from '../saml-reason.ts';
import type { MustSign } from '../saml-settings.ts';
import { is, onlyChild, type XmlElement } from '../xml-element.ts';
import { signatureOf, verifiedText } from '../xml-signature.ts';
import type { Expected } from './expected.ts';

type Trust = Pick<Expected, 'idp' | 'keys'> & {
  readonly settings: Pick<Expected['settings'], 'mustSign' | 'allowSha1'>;
};

const SUFFICES: Readonly<Record<MustSign, (response: boolean, assertion: boolean) => boolean>> = {
  either: (response, assertion) => response || assertion,
  assertion: (_response, assertion) => assertion,
  response: (response) => response,
  both: (response, assertion) => response && assertion,
};

/**
 * The assertion of a response, read from nothing but the octets that a key of the provider signed; `response` is what
 * `believed` gave for the whole. Every signature there is must be right, also one that was not asked for. Throws SamlRefusal.
 */
export async function believedAssertion(
  message: SamlMessage,
  response: XmlElement | undefined,
  trust: Trust,
): Promise<XmlElement> {
  const { idp, settings } = trust;
  const inResponse = response ?? message.root;
  const clear = onlyChild(message.root, NS.assertion, 'Assertion');
  const opened = clear ? { message, element: clear } : await decrypted(inResponse, response !== undefined, trust);
  const assertion = believed(opened.message, opened.element, idp.keys);
  if (!SUFFICES[settings.mustSign](response !== undefined, assertion !== undefined)) throw new SamlRefusal('unsigned');
  if (assertion) return assertion;
  const covered = clear ? onlyChild(inResponse, NS.assertion, 'Assertion') : opened.element;
  if (!covered) throw new SamlRefusal('not-one-assertion');
  return covered;
}

/** An element as its signature covers it; undefined without one. Throws SamlRefusal for one that is not right. */
export function believed(
  message: SamlMessage,
  element: XmlElement,
  keys: readonly KeyObject[],
): XmlElement | undefined {
  if (!signatureOf(element)) return undefined;
  const verified = verifiedText(message, element, keys);
  if (typeof verified === 'string') throw new SamlRefusal(verified);
  const read = readXml(verified.signed);
  if (typeof read === 'string') throw new SamlRefusal(read);
  return read;
}

async function decrypted(
  response: XmlElement,
  responseSigned: boolean,
  { keys, settings }: Trust,
): Promise<{ readonly message: SamlMessage; readonly element: XmlElement }> {
  const encrypted = onlyChild(response, NS.assertion, 'EncryptedAssertion');
  const parts = encrypted && encryptedParts(encrypted);
  if (!parts) throw new SamlRefusal('not-one-assertion');
  // What nobody signed may have been changed by somebody who listens for what decrypting it says (XML Encryption 1.1, section 6.1.1).
  if (!CONTENT_CIPHERS.get(encryptionAlgorithm(parts.data))?.authenticated && !responseSigned)
    throw new SamlRefusal('cbc-unprotected');
  const opened = await decryptAssertion(
    parts,
    keys.map(({ pem }) => pem),
  );
  if (typeof opened === 'string') throw new SamlRefusal(opened);
  const message = readMessage(opened.text, settings);
  if (typeof message === 'string') throw new SamlRefusal(message);
  if (!is(message.root, NS.assertion, 'Assertion')) throw new SamlRefusal('not-one-assertion');
  return { message, element: message.root };
}
