import { decodeAttribute } from '../../rewrite/html/character-references.ts';

const REFERENCE = /&(?:#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?/g;

/** A text with its character references resolved (HTML 13.2.5.72), those that XML knows included. */
export function referenceText(text: string): string {
  return text.replace(REFERENCE, (reference) => {
    const written = reference.endsWith(';') ? reference : `${reference};`;
    const decoded = decodeAttribute(written, (character) => character).text;
    return decoded === written ? reference : decoded;
  });
}
