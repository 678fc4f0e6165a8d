/**
 * Which encoding a document is in, as far as rewriting needs to know (HTML 13.2.3.2: BOM, then the transport's charset,
 * then a meta within the first 1024 bytes). Bytes are never transcoded for charsets that keep ASCII where it is.
 */
export type Transcoding = 'none' | 'utf-16le' | 'utf-16be' | 'iso-2022-jp';

export interface DocumentCharset {
  /** WHATWG label, lower case. */
  readonly label: string;
  /** What must be decoded to UTF-8 first, because `<` is not one byte 0x3C there. */
  readonly transcoding: Transcoding;
}

const TRANSCODED: Readonly<Record<string, Transcoding>> = {
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'iso-2022-jp': 'iso-2022-jp',
};

export function documentCharset(contentType: string | undefined, prefix: Buffer): DocumentCharset {
  const label = bomLabel(prefix) ?? charsetParameter(contentType) ?? metaLabel(prefix) ?? 'utf-8';
  return { label, transcoding: TRANSCODED[label] ?? 'none' };
}

/** The `charset` parameter of a media type (RFC 9110 section 8.3.2), lower case. */
export function charsetParameter(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
}

function bomLabel(prefix: Buffer): string | undefined {
  if (prefix[0] === 0xef && prefix[1] === 0xbb && prefix[2] === 0xbf) return 'utf-8';
  if (prefix[0] === 0xfe && prefix[1] === 0xff) return 'utf-16be';
  if (prefix[0] === 0xff && prefix[1] === 0xfe) return 'utf-16le';
  return undefined;
}

/** A meta that claims UTF-16 cannot be true, since it was read as ASCII: the standard takes it as UTF-8. */
function metaLabel(prefix: Buffer): string | undefined {
  const head = prefix.toString('latin1', 0, 1024);
  const label = /<meta[^>]+charset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(head)?.[1]?.toLowerCase();
  return label?.startsWith('utf-16') ? 'utf-8' : label;
}
