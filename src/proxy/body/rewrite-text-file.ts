import { createHash } from 'node:crypto';
import { applySplices, type Splice } from '../../model/rewriter.ts';
import { type ColumnShifts, columnShifts } from '../../rewrite/source-map/column-shifts.ts';
import { mapComment, mapCommentSplices } from '../../rewrite/source-map/map-comment.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { withInlineMap } from './source-maps.ts';

/** What became of a script or style sheet. `unparsable` ones are served as they are, counted and logged. */
export type TextFileResult = 'untouched' | 'rewritten' | 'unparsable';

export interface TextFileRewrite {
  readonly bytes: Buffer;
  readonly result: TextFileResult;
  /** Of a file that changed or names its source map. */
  readonly map?: NamedMap;
}

/** A source map that a file names, by a URL as it stands in its comment, and what it must be moved by. */
export interface NamedMap {
  readonly url: string | undefined;
  readonly shifts: ColumnShifts;
}

/** Splices over the text given, or the news that it could not be parsed. */
export type SpliceText = (text: string) => { readonly splices: readonly Splice[]; readonly status: TextFileResult };

/**
 * Splices a whole text file. UTF-8 (and so ASCII) is decoded; bytes that are not UTF-8 are spliced as a binary string,
 * where only ASCII is ever inserted, so every legacy charset keeps its bytes.
 */
export function rewriteTextFile(bytes: Buffer, toSuffix: MapUrl, splice: SpliceText): TextFileRewrite {
  const utf8 = bytes.toString('utf8');
  const encoding = Buffer.byteLength(utf8) === bytes.length && !utf8.includes('\uFFFD') ? 'utf8' : 'latin1';
  const text = encoding === 'utf8' ? utf8 : bytes.toString('latin1');
  const { splices, status } = splice(text);
  const shifts = columnShifts(text, splices);
  const url = mapComment(text)?.url;
  const map = url !== undefined || shifts.length > 0 ? { map: { url, shifts } } : {};
  const all = [...withInlineMap(text, splices), ...mapCommentSplices(text, toSuffix)];
  if (all.length === 0) return { bytes, result: status, ...map };
  const rewritten = Buffer.from(applySplices(text, all), encoding);
  return { bytes: rewritten, result: status === 'untouched' ? 'rewritten' : status, ...map };
}

/**
 * Remembers results by content: rewriting depends on nothing but the bytes, the kind and the host table, so all users and
 * pages share them. Bounded by bytes.
 */
export function createRewriteCache(
  limitBytes: number,
): (kind: string, bytes: Buffer, rewrite: () => TextFileRewrite) => TextFileRewrite {
  const held = new Map<string, TextFileRewrite>();
  let size = 0;
  return (kind, bytes, rewrite) => {
    const key = `${kind}:${createHash('sha256').update(bytes).digest('base64')}`;
    const known = held.get(key);
    if (known) {
      held.delete(key);
      held.set(key, known);
      return known;
    }
    const fresh = rewrite();
    if (sizeOf(fresh) > limitBytes / 8) return fresh;
    held.set(key, fresh);
    size += sizeOf(fresh);
    for (const [oldest, old] of held) {
      if (size <= limitBytes) break;
      held.delete(oldest);
      size -= sizeOf(old);
    }
    return fresh;
  };
}

function sizeOf({ bytes, map }: TextFileRewrite): number {
  return bytes.length + (map?.shifts.byteLength ?? 0);
}
