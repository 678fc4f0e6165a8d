/**
 * Entity tags of rewritten bodies (RFC 9110 section 8.8.3). The bytes differ from the upstream's, so its tag becomes weak
 * and is marked; on the way back the mark and the weakness are taken off, and the upstream knows its tag again.
 */
const MARK = 'sp1-';

export function markEtag(etag: string): string {
  const match = /^(W\/)?"(.*)"$/s.exec(etag.trim());
  if (!match) return etag;
  return `W/"${MARK}${match[1] ? 'w' : 's'}-${match[2]}"`;
}

/** Undoes `markEtag` in a list of tags (If-None-Match, If-Match). Tags without the mark stay as they are. */
export function unmarkEtags(value: string): string {
  return value.replace(/W\/"sp1-([ws])-([^"]*)"/g, (_whole, kind: string, tag: string) => `${kind === 'w' ? 'W/' : ''}"${tag}"`);
}
