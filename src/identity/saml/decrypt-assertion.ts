import { decrypt } from 'xml-encryption';
import { type Encrypted, encryptionAlgorithm } from './filter/encryption-shape.ts';
import { DIGEST_ALGORITHMS } from './filter/signature-algorithms.ts';
import { NS } from './saml-names.ts';
import type { SamlReason } from './saml-reason.ts';
import { attribute, onlyChild, type XmlElement } from './xml-element.ts';
import { escapeXml } from './xml-text.ts';

const MGF = 'http://www.w3.org/2009/xmlenc11#';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The text of an encrypted assertion, opened by the first of our keys that fits. Whatever goes wrong has one reason, so that
 * nobody learns from it (XML Encryption 1.1, section 6.1). Only values the filter knows reach the library.
 */
export async function decryptAssertion(
  { data, key }: Encrypted,
  privateKeys: readonly string[],
): Promise<{ readonly text: string } | SamlReason> {
  const xml = minimal(data, key);
  if (xml === undefined) return 'not-decrypted';
  for (const privateKey of privateKeys) {
    const text = await opened(xml, privateKey);
    if (text !== undefined) return { text: text.replace(/\r\n?/g, '\n') };
  }
  return 'not-decrypted';
}

function opened(xml: string, key: string): Promise<string | undefined> {
  return new Promise((resolve) =>
    decrypt(xml, { key, disallowDecryptionWithInsecureAlgorithm: false, warnInsecureAlgorithm: false }, (error, text) =>
      resolve(error ? undefined : text),
    ),
  );
}

/** The encrypted data written anew: algorithms, digest, mask and the two values, and nothing else of the message. */
function minimal(data: XmlElement, key: XmlElement): string | undefined {
  const [content, wrapped] = [cipherValue(data), cipherValue(key)];
  const method = onlyChild(key, NS.encryption, 'EncryptionMethod');
  if (content === undefined || wrapped === undefined || !method) return undefined;
  const digest = algorithmOf(method, NS.signature, 'DigestMethod');
  if (digest !== undefined && !DIGEST_ALGORITHMS.has(digest)) return undefined;
  const mask = algorithmOf(method, MGF, 'MGF');
  return [
    `<e:EncryptedData xmlns:e="${NS.encryption}" xmlns:d="${NS.signature}" xmlns:m="${MGF}">`,
    `<e:EncryptionMethod Algorithm="${escapeXml(encryptionAlgorithm(data))}"/>`,
    `<d:KeyInfo><e:EncryptedKey><e:EncryptionMethod Algorithm="${escapeXml(encryptionAlgorithm(key))}">`,
    digest === undefined ? '' : `<d:DigestMethod Algorithm="${escapeXml(digest)}"/>`,
    mask === undefined ? '' : `<m:MGF Algorithm="${escapeXml(mask)}"/>`,
    `</e:EncryptionMethod><e:CipherData><e:CipherValue>${wrapped}</e:CipherValue></e:CipherData></e:EncryptedKey></d:KeyInfo>`,
    `<e:CipherData><e:CipherValue>${content}</e:CipherValue></e:CipherData></e:EncryptedData>`,
  ].join('');
}

function algorithmOf(method: XmlElement, namespace: string, name: string): string | undefined {
  const child = onlyChild(method, namespace, name);
  return child && attribute(child, 'Algorithm');
}

function cipherValue(element: XmlElement): string | undefined {
  const cipher = onlyChild(element, NS.encryption, 'CipherData');
  const text = cipher && onlyChild(cipher, NS.encryption, 'CipherValue')?.text.replace(/\s+/g, '');
  return text !== undefined && BASE64.test(text) ? text : undefined;
}
