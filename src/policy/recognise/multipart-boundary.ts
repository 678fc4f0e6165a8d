/** RFC 2046 section 5.1.1, `bchars`. */
const BOUNDARY = /;\s*boundary=(?:"([\w'()+,./:=?\- ]{1,70})"|([\w'()+,./:=?-]{1,70}))\s*(?=;|$)/i;
/** Charsets whose delimiters and field names are the bytes they are in ASCII: some servers decode the body first. */
const READABLE = /^"?(utf-8|us-ascii|iso-8859-1|windows-1252)"?$/i;

/**
 * What lines that begin a part begin with, from a Content-Type. Undefined when there is no boundary, more than one, or one
 * that servers would read in different ways.
 */
export function multipartDelimiter(contentType: string): string | undefined {
  const match = BOUNDARY.exec(contentType);
  if (!match) return undefined;
  const others = contentType.slice(0, match.index) + contentType.slice(match.index + match[0].length);
  const charset = /charset[^=;]*=?([^;]*)/i.exec(others)?.[1]?.trim();
  if (/boundary/i.test(others) || (charset !== undefined && !READABLE.test(charset))) return undefined;
  // PHP ends an unquoted value at a comma. What is in front of it begins the same lines and more.
  const boundary = match[1]?.trimEnd() ?? match[2]!.split(',', 1)[0]!;
  return boundary === '' ? undefined : `--${boundary}`;
}
