import { isAt } from '../../model/is-at.ts';
import type { Splice } from '../../model/rewriter.ts';
import type { HtmlOptions, InlineGoal } from './contract.ts';

/**
 * Splices over a script given as it stands in the document. Non-ASCII script is read in the document's charset; where
 * that does not work out it is read byte by byte, which is right for everything but non-ASCII names.
 */
export function scriptSplices(
  source: string,
  goal: InlineGoal,
  { script, decode, encode }: Pick<HtmlOptions, 'script' | 'decode' | 'encode'>,
): readonly Splice[] {
  if (/^[\0-\x7f]*$/.test(source)) return script(source, goal);
  const text = /[^\0-\xff]/.test(source) ? undefined : decode(source);
  if (text === undefined || text === source) return script(source, goal);
  return inBytes(source, text, script(text, goal), encode) ?? script(source, goal);
}

/** The splices over `text` as splices over its bytes; undefined when the text does not encode to these bytes again. */
function inBytes(
  bytes: string,
  text: string,
  splices: readonly Splice[],
  encode: HtmlOptions['encode'],
): readonly Splice[] | undefined {
  const result: Splice[] = [];
  let textAt = 0;
  let byteAt = 0;
  const advance = (to: number): boolean => {
    const piece = encode(text.slice(textAt, to));
    if (piece === undefined || !isAt(bytes, piece, byteAt)) return false;
    textAt = to;
    byteAt += piece.length;
    return true;
  };
  for (const splice of splices) {
    const inserted = encode(splice.text);
    if (inserted === undefined || !advance(splice.start)) return undefined;
    const start = byteAt;
    if (!advance(splice.end)) return undefined;
    result.push({ start, end: byteAt, text: inserted });
  }
  return result;
}
