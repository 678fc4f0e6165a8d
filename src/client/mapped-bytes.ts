import { dataDocument } from '../rewrite/html/data-document.ts';

/** The byte order marks of UTF-16 -> its label. */
const WIDE_MARKS: Readonly<Record<string, string>> = { '255 254': 'utf-16le', '254 255': 'utf-16be' };

/**
 * A Blob of any encoding as it must be here. What is mapped is ASCII in every one but UTF-16, so the bytes of other characters stay: a page finds its own
 * encoding in them (docs/decisions/0002-bytes-not-text.md). UTF-8 is read as such.
 */
export function mappedBytes(
  bytes: Uint8Array,
  type: string,
  map: (markup: string) => string,
  NativeBlob: typeof Blob,
): Blob {
  const wide = wideEncoding(bytes, type);
  if (wide !== undefined)
    return new NativeBlob([map(new TextDecoder(wide).decode(bytes))], {
      type: `${type.replace(/;.*/s, '')};charset=utf-8`,
    });
  return new NativeBlob([mappedNarrow(bytes, map)], { type });
}

/** The same of bytes that are not in UTF-16. */
function mappedNarrow(bytes: Uint8Array, map: (markup: string) => string): Uint8Array<ArrayBuffer> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return toBytes(map(toBinary(bytes)));
  }
  return new TextEncoder().encode(map(text));
}

const toBinary = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const toBytes = (binary: string): Uint8Array<ArrayBuffer> => Uint8Array.from(binary, (char) => char.charCodeAt(0));

/** The `data:` URL of a document as it must be here; undefined for what is none and where nothing changes. */
export function mappedData(
  url: string,
  map: (markup: string, address: undefined, type: string) => string,
): string | undefined {
  return dataDocument(url, (binary, isXml) =>
    toBinary(mappedNarrow(toBytes(binary), (markup) => map(markup, undefined, isXml ? 'xml' : ''))),
  );
}

/** Encoding section 6.1: a byte order mark counts more than the type's word. */
function wideEncoding([first, second]: Uint8Array, type: string): string | undefined {
  const marked = WIDE_MARKS[`${first} ${second}`];
  const label =
    /;\s*charset\s*=\s*["']?(utf-?16(?:le|be)?|ucs-2|iso-10646-ucs-2|unicode|csunicode|unicodefeff|unicodefffe)\b/i.exec(
      type,
    )?.[1];
  return marked ?? label;
}
