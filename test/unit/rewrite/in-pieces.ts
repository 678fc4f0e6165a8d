import type { Rewriter } from '../../../src/model/rewriter.ts';

/** What a rewriter makes of a text that comes in pieces, cut at these places; whole without any. */
export function inPieces(rewriter: Rewriter, text: string, cuts: readonly number[] = []): string {
  let out = '';
  let from = 0;
  for (const to of [...cuts, text.length]) {
    out += rewriter.write(text.slice(from, to));
    from = to;
  }
  return out + rewriter.end();
}
