import { asciiSuperset, CHARSET_PREFIX, encodingOf } from './encoding-label.ts';
import { metaCharset } from './meta-charset.ts';

/** Which encoding a document is in (HTML 13.2.3.2): a byte order mark, then the transport's charset, then what it says itself. */
export interface DocumentCharset {
  /** Name in the Encoding Standard, lower case. */
  readonly encoding: string;
  /** UTF-16 is decoded first, because `<` is not one byte there; a form in it is sent as UTF-8 anyway. */
  readonly isTranscoded: boolean;
  /** Named by a `meta` element or a declaration of XML: browsers look for it in the first 1024 bytes, and the page runtime comes before it. */
  readonly isNamedWithin: boolean;
}

export function documentCharset(
  kind: 'html' | 'xml',
  contentType: string | undefined,
  prefix: Buffer,
): DocumentCharset {
  const told = bomEncoding(prefix) ?? encodingOf(charsetParameter(contentType));
  const named = told === undefined ? (kind === 'html' ? htmlCharset : xmlCharset)(prefix) : undefined;
  const encoding = told ?? named ?? 'utf-8';
  return {
    encoding,
    isTranscoded: encoding.startsWith('utf-16'),
    isNamedWithin: kind === 'html' && named !== undefined,
  };
}

/** The encoding of a script as far as it says so (HTML 8.1.4.2); undefined leaves it to whoever loads it. */
export function scriptEncoding(contentType: string | undefined, bytes: Buffer): string | undefined {
  return bomEncoding(bytes) ?? encodingOf(charsetParameter(contentType));
}

/** The same of a style sheet (CSS Syntax section 3.2), which may name it in its first rule. */
export function cssEncoding(contentType: string | undefined, bytes: Buffer): string | undefined {
  const rule = /^@charset "([^"]{1,64})";/.exec(bytes.toString('latin1', 0, CHARSET_PREFIX));
  return scriptEncoding(contentType, bytes) ?? asciiSuperset(encodingOf(rule?.[1]));
}

/** The `charset` parameter of a media type (RFC 9110 section 8.3.2), lower case. */
export function charsetParameter(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
}

function bomEncoding(prefix: Buffer): string | undefined {
  if (prefix[0] === 0xef && prefix[1] === 0xbb && prefix[2] === 0xbf) return 'utf-8';
  if (prefix[0] === 0xfe && prefix[1] === 0xff) return 'utf-16be';
  if (prefix[0] === 0xff && prefix[1] === 0xfe) return 'utf-16le';
  return undefined;
}

/** HTML 13.2.3.2: the first bytes of a declaration of XML in UTF-16, then a `meta` element, then such a declaration. */
function htmlCharset(prefix: Buffer): string | undefined {
  return declaredUtf16(prefix) ?? metaCharset(prefix) ?? xmlCharset(prefix);
}

/** XML 1.0 section 4.3.3 and appendix F: the declaration, in UTF-16 without a mark as well. */
function xmlCharset(prefix: Buffer): string | undefined {
  const declaration = /^<\?xml[\t\n\r ][^>]*?[\t\n\r ]encoding[\t\n\r ]*=[\t\n\r ]*(["'])([\w.:-]{1,64})\1/;
  const [, , named] = declaration.exec(prefix.toString('latin1', 0, CHARSET_PREFIX)) ?? [];
  return declaredUtf16(prefix) ?? asciiSuperset(encodingOf(named));
}

function declaredUtf16(prefix: Buffer): string | undefined {
  const first = prefix.toString('latin1', 0, 4);
  return first === '\0<\0?' ? 'utf-16be' : first === '<\0?\0' ? 'utf-16le' : undefined;
}
