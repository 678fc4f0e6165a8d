/**
 * A streaming text transform. `write` may hold back an unfinished token; `end` flushes it.
 * Laws (property-tested for every member): identity (nothing to rewrite: same text out), every split of the input
 * gives the same output, untouched spans are copied and never regenerated.
 *
 * HTML and CSS run over *binary strings* (one char per byte, as latin1 decodes them), so no charset is ever guessed
 * for bytes that are merely copied: see docs/decisions/0002-bytes-not-text.md.
 */
export interface Rewriter {
  write(chunk: string): string;
  end(): string;
}

/** A whole text through a rewriter that nothing has been written to. */
export function throughRewriter(text: string, rewriter: Rewriter): string {
  return rewriter.write(text) + rewriter.end();
}

/** Replace `[start, end)` of a text by `text`; a list is sorted and never overlaps. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies sorted, non-overlapping splices. */
export function applySplices(source: string, splices: readonly Splice[]): string {
  if (splices.length === 0) return source;
  let out = '';
  let from = 0;
  for (const { start, end, text } of splices) {
    out += source.slice(from, start) + text;
    from = end;
  }
  return out + source.slice(from);
}
