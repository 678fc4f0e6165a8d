import type { Splice } from '../../model/rewriter.ts';

/** A stretch of the source that stands for another text: an escape, a character reference, a dropped character. */
interface Piece {
  readonly textStart: number;
  readonly textEnd: number;
  readonly start: number;
  readonly end: number;
}

/** A text read out of an escaped source, with the place of every character in that source. */
export interface Decoded {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/**
 * Reads `source` with every match of `escapes` (global) replaced by what `meaning` says; undefined leaves the match as
 * literal characters.
 */
export function decode(source: string, escapes: RegExp, meaning: (match: string) => string | undefined): Decoded {
  const pieces: Piece[] = [];
  let text = '';
  let from = 0;
  for (const match of source.matchAll(escapes)) {
    const replaced = meaning(match[0]);
    if (replaced === undefined) continue;
    text += source.slice(from, match.index);
    from = match.index + match[0].length;
    pieces.push({ textStart: text.length, textEnd: text.length + replaced.length, start: match.index, end: from });
    text += replaced;
  }
  return pieces.length === 0 ? { text: source, pieces } : { text: text + source.slice(from), pieces };
}

/** Splices over the decoded text as splices over its source. `encode` escapes what is inserted. */
export function encodeSplices(
  { pieces }: Decoded,
  splices: readonly Splice[],
  encode: (text: string) => string,
): readonly Splice[] {
  return splices.map(({ start, end, text }) => {
    const sourceStart = startOf(pieces, start);
    return { start: sourceStart, end: end > start ? endOf(pieces, end - 1) : sourceStart, text: encode(text) };
  });
}

/** Where the character at `index` of the text begins in the source. */
function startOf(pieces: readonly Piece[], index: number): number {
  const piece = pieceBefore(pieces, index);
  if (piece === undefined) return index;
  return index < piece.textEnd ? piece.start : piece.end + index - piece.textEnd;
}

/** Where it ends. */
function endOf(pieces: readonly Piece[], index: number): number {
  const piece = pieceBefore(pieces, index);
  return piece !== undefined && index < piece.textEnd ? piece.end : startOf(pieces, index) + 1;
}

/** The last piece that begins at or before `index`. */
function pieceBefore(pieces: readonly Piece[], index: number): Piece | undefined {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.textStart <= index) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}
