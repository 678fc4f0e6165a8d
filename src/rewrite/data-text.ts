/** RFC 2397, without what the URL parser leaves out: the media type, its `base64`, and the data. */
const DATA = /^data:([^,]*?)(;\s*base64\s*)?,([^#]*)/i;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The parameter in which such a URL carries the one that the page wrote, for whoever reads it there (client/page-text.ts). */
const PARAMETER = 'sallyport';

/** Of a style sheet. */
export const SHEET_TYPE = /^\s*text\/css\s*(?:;|$)/i;
/** Of a document that brings the runtime, whatever its language. */
export const DOCUMENT_TYPE = /^\s*(?:text\/html|[^;]*[/+]xml)\s*(?:;|$)/i;
/** One of HTML. */
export const HTML_TYPE = /^\s*text\/html\s*(?:;|$)/i;
/** Of one that is read as XML (MIME Sniffing section 4.6, "XML MIME type"). */
export const XML_TYPE = /^\s*(?:(?:text|application)\/xml|[\w.+-]+\/[\w.+-]+\+xml)\s*(?:;|$)/i;

/** What a `data:` URL holds, as a binary string; undefined for another URL, and for one that no browser can read. Letters outside of ASCII are UTF-8. */
export function readDataUrl(url: string): { readonly type: string; readonly bytes: string } | undefined {
  const plain = url
    .replace(/[\t\n\r]+|^[\0-\x20]+|(?<![\0-\x20])[\0-\x20]+$/g, '')
    .replace(/[^\0-\x7f]+/g, (letters) => encodeURIComponent(letters.toWellFormed()));
  const [, type = '', isBase64, data] = DATA.exec(plain) ?? [];
  if (data === undefined) return undefined;
  const decoded = data.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const bytes = isBase64 === undefined ? decoded : fromBase64(decoded);
  return bytes === undefined ? undefined : { type, bytes };
}

/** A `data:` URL with these bytes in place of `own`, which is in it. */
export function makeDataUrl(type: string, own: string, bytes: string): string {
  return `data:${type};${PARAMETER}=${percentEncoded(own)},${percentEncoded(bytes)}`;
}

/** Infra section 8, "forgiving-base64 decode". */
function fromBase64(text: string): string | undefined {
  const digits = text.replace(/[\t\n\f\r ]+/g, '').replace(/={1,2}$/, '');
  if (digits.length % 4 === 1 || !/^[\w+/]*$/.test(digits) || digits.includes('_')) return undefined;
  let bytes = '';
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    held = ((held << 6) | DIGITS.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += String.fromCharCode((held >> bits) & 0xff);
  }
  return bytes;
}

/** Nothing is left that could end the URL, wherever it stands; for `unescape`, which reads any character. */
function percentEncoded(text: string): string {
  return text.replace(/[^\w.-]/g, (char) => {
    const code = char.charCodeAt(0);
    const hex = code.toString(16).toUpperCase();
    return code > 0xff ? `%u${hex.padStart(4, '0')}` : `%${hex.padStart(2, '0')}`;
  });
}
