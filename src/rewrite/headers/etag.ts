/**
 * Entity tags of rewritten bodies (RFC 9110 section 8.8.3). The bytes differ from the upstream's, so its tag becomes weak
 * and is marked with the rewriter's version and its former strength: `"abc"` is `W/"sp1-s-abc"`, `W/"abc"` is
 * `W/"sp1-w-abc"`. Bytes that are one user's alone have a variant in front: `W/"sp1-v-VARIANT-s-abc"`. On the way back the
 * mark comes off, and the upstream knows its tag again; a tag of another variant than the asked one is none.
 */
const TAG = /^(W\/)?"([^"]*)"$/;
const MARKED = /W\/"sp1-(?:v-([\w-]{12})-)?([sw])-([^"]*)"/g;

/** The tag of a rewritten body; undefined for what is no entity tag, so that it vouches for nothing. */
export function markEtag(etag: string, variant?: string): string | undefined {
  const match = TAG.exec(etag.trim());
  if (!match) return undefined;
  return `W/"sp1-${variant === undefined ? '' : `v-${variant}-`}${match[1] === undefined ? 's' : 'w'}-${match[2]}"`;
}

/**
 * Undoes `markEtag` in a list of tags (If-None-Match, If-Match, If-Range). Tags without the mark stay as they are; one of
 * another variant becomes a tag that no upstream has.
 */
export function unmarkEtags(value: string, variant?: string): string {
  return value.replace(MARKED, (_whole, of: string | undefined, strength: string, tag: string) =>
    of === undefined || of === variant ? `${strength === 'w' ? 'W/' : ''}"${tag}"` : 'W/"sp1"',
  );
}

/** Whether a list of tags names one of this variant. */
export function namesVariant(value: string, variant: string): boolean {
  return [...value.matchAll(MARKED)].some(([, of]) => of === variant);
}
