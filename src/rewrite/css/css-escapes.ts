import { type Decoded, decode } from '../splice/decoded.ts';

/** CSS Syntax 3, 4.3.7 "consume an escaped code point", and the escaped newline of a string (4.3.5). */
const ESCAPE = /\\(?:[0-9a-f]{1,6}(?:\r\n|[ \t\r\n\f])?|\r\n|[\s\S])/gi;

/** The content of a string, an unquoted URL or an identifier without its escapes. */
export function decodeCss(source: string): Decoded {
  return source.includes('\\') ? decode(source, ESCAPE, escaped) : { text: source, pieces: [] };
}

function escaped(match: string): string {
  const rest = match.slice(1);
  const hex = /^[0-9a-f]{1,6}/i.exec(rest)?.[0];
  if (hex === undefined) return /^[\r\n\f]/.test(rest) ? '' : rest;
  const code = Number.parseInt(hex, 16);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\uFFFD';
}

/** What is inserted, safe in a string of either quote, in an unquoted URL and in a binary string. */
export function encodeCss(text: string): string {
  return text.replace(/["'()\\\0-\x20\x7f]|[^\0-\xff]/gu, (char) => `\\${char.codePointAt(0)!.toString(16)} `);
}
