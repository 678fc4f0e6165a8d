import type { DocumentCharset } from './charset.ts';

/** How inline script with non-ASCII characters is read: UTF-8 as text, every other charset as the bytes it is. */
export function inlineText(charset: DocumentCharset): {
  decode: (bytes: string) => string | undefined;
  encode: (text: string) => string | undefined;
} {
  const utf8 = charset.transcoding !== 'none' || /^(utf-?8|unicode-1-1-utf-8)$/.test(charset.label);
  if (!utf8) return { decode: (bytes) => bytes, encode: (text) => text };
  return {
    decode: (bytes) => {
      const text = Buffer.from(bytes, 'latin1').toString('utf8');
      return text.includes('\uFFFD') ? undefined : text;
    },
    encode: (text) => Buffer.from(text, 'utf8').toString('latin1'),
  };
}
