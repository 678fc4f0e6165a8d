/**
 * Entity tags of rewritten bodies (RFC 9110 section 8.8.3). The bytes differ from the upstream's, so its tag becomes weak
 * and is marked with the rewriter's version and its former strength: `"abc"` is `W/"sp1-s-abc"`, `W/"abc"` is
 * `W/"sp1-w-abc"`. On the way back the mark comes off, and the upstream knows its tag again.
 */
const TAG = /^(W\/)?"([^"]*)"$/;
const MARKED = /W\/"sp1-([sw])-([^"]*)"/g;

/** The tag of a rewritten body; undefined for what is no entity tag, so that it vouches for nothing. */
export function markEtag(etag: string): string | undefined {
  const match = TAG.exec(etag.trim());
  return match ? `W/"sp1-${match[1] === undefined ? 's' : 'w'}-${match[2]}"` : undefined;
}

/** Undoes `markEtag` in a list of tags (If-None-Match, If-Match, If-Range). Tags without the mark stay as they are. */
export function unmarkEtags(value: string): string {
  return value.replace(MARKED, (_whole, strength: string, tag: string) => `${strength === 'w' ? 'W/' : ''}"${tag}"`);
}
