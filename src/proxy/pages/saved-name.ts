/** A content-disposition field that saves under a name (RFC 6266), in ASCII and as it is. */
export function savedUnder(name: string): string {
  const wellFormed = name.toWellFormed();
  const plain = wellFormed.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  // What encodeURIComponent leaves and RFC 8187 section 3.2.1 (`attr-char`) does not.
  const encoded = encodeURIComponent(wellFormed).replace(/['()*]/g, escapeByte);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function escapeByte(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}
