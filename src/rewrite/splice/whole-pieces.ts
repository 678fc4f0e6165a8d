import { applySplices, type Splice } from '../../model/rewriter.ts';
import type { Decoded } from './decoded.ts';
import { moved } from './difference.ts';

/** The same splices where each takes all of a piece that it would take a part of: half an entity can only be written out. */
export function wholePieces({ text, pieces }: Decoded, splices: readonly Splice[]): readonly Splice[] {
  if (pieces.length === 0) return splices;
  let at = 0;
  /** The piece that `index` lies in the middle of; asked for growing ones. */
  const around = (index: number) => {
    while (at < pieces.length && pieces[at]!.textEnd <= index) at++;
    const piece = pieces[at];
    return piece && piece.textStart < index ? piece : undefined;
  };
  const groups: { readonly start: number; end: number; readonly splices: Splice[] }[] = [];
  for (const splice of splices) {
    const start = around(splice.start)?.textStart ?? splice.start;
    const end = around(splice.end)?.textEnd ?? splice.end;
    const group = groups[groups.length - 1];
    if (group && start < group.end) {
      group.end = Math.max(group.end, end);
      group.splices.push(splice);
    } else groups.push({ start, end, splices: [splice] });
  }
  return groups.map(({ start, end, splices: parts }) => ({
    start,
    end,
    text: applySplices(text.slice(start, end), moved(parts, -start)),
  }));
}
