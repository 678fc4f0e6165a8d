import { isAt } from '../../model/is-at.ts';
import type { Splice } from '../../model/rewriter.ts';

/** ECMA-426, "Linking generated code to source maps": the last comment that names the map; `@` is the older form. */
const COMMENT = /\/[/*][#@]\s*sourceMappingURL=([^\s'"`]+)\s*(?:\*\/\s*)?$/;
/** Characters at the end of a text in which the comment is looked for; maps within the comment may be of any length. */
const TAIL = 4096;
const WORD = 'sourceMappingURL=';

/** Where the URL of a text's source map stands, and what it is. */
export interface MapComment {
  readonly start: number;
  readonly url: string;
}

/** The comment at the end of a script or style sheet that names its source map. */
export function mapComment(text: string): MapComment | undefined {
  const word = text.lastIndexOf(WORD);
  if (word < 0 || (text.length - word > TAIL && !isAt(text, 'data:', word + WORD.length))) return undefined;
  const from = Math.max(0, word - 16);
  const found = COMMENT.exec(text.slice(from));
  return found ? { start: word + WORD.length, url: found[1] as string } : undefined;
}

/** The splice that maps such a URL; none when there is nothing to map. */
export function mapCommentSplices(text: string, url: (origin: string) => string): readonly Splice[] {
  const comment = mapComment(text);
  if (!comment || comment.url.startsWith('data:')) return [];
  const mapped = url(comment.url);
  return mapped === comment.url
    ? []
    : [{ start: comment.start, end: comment.start + comment.url.length, text: mapped }];
}
