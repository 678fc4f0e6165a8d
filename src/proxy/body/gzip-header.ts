/** RFC 1952 section 2.3.1: the flags of a member's header. */
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;
const MAGIC = [0x1f, 0x8b, 8];
/** Longer than any header that is one: behind that it is left to what decodes it. */
const LIMIT = 128 * 1024;

/** Where the data of a gzip member begin; undefined while that is not known yet, `none` where the bytes are no gzip to look into. Total. */
export function gzipHeaderEnd(bytes: Buffer): number | 'none' | undefined {
  if (MAGIC.some((octet, at) => at < bytes.length && bytes[at] !== octet)) return 'none';
  const missing = bytes.length > LIMIT ? 'none' : undefined;
  if (bytes.length < 10) return missing;
  const flags = bytes[3]!;
  let at = 10;
  if (flags & FEXTRA) {
    if (at + 2 > bytes.length) return missing;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const text of [FNAME, FCOMMENT]) {
    if (!(flags & text)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return missing;
    at = end + 1;
  }
  if (flags & FHCRC) at += 2;
  return at <= bytes.length ? at : missing;
}
