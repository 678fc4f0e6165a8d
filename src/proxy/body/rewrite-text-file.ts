import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { applySplices, type Splice } from '../../model/rewriter.ts';
import { type ColumnShifts, columnShifts } from '../../rewrite/source-map/column-shifts.ts';
import { mapComment, mapCommentSplices } from '../../rewrite/source-map/map-comment.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { createByteText } from './byte-text.ts';
import { withInlineMap } from './source-maps.ts';

/** What became of a script or style sheet. `unparsable` ones are served as they are, counted and logged. */
export type TextFileResult = 'untouched' | 'rewritten' | 'unparsable';

export interface TextFileRewrite {
  readonly bytes: Buffer;
  readonly result: TextFileResult;
  /** It was given up, and may go well another time. */
  readonly isFailed?: boolean;
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

/** Encodings that a file may be in which does not say so and is not UTF-8; the first in which it makes sense counts. */
const LEGACY = ['windows-1252', 'shift_jis', 'gbk', 'big5'];

interface TextForm {
  readonly text: string;
  write(text: string): Buffer;
}

/** A file's text, with characters where they are sure (UTF-8, UTF-16) and with bytes otherwise. */
function textForm(bytes: Buffer, encoding: string): TextForm {
  if (encoding === 'utf-16le')
    return { text: bytes.toString('utf16le'), write: (text) => Buffer.from(text, 'utf16le') };
  if (encoding === 'utf-16be' && bytes.length % 2 === 0)
    return {
      text: Buffer.from(bytes).swap16().toString('utf16le'),
      write: (text) => Buffer.from(text, 'utf16le').swap16(),
    };
  if (encoding === 'utf-8' && isUtf8(bytes))
    return { text: bytes.toString('utf8'), write: (text) => Buffer.from(text, 'utf8') };
  const { read, write } = createByteText(encoding);
  return { text: read(bytes), write };
}

/**
 * Splices a whole text file, in the encoding that is declared for it. Only ASCII is ever inserted, so every legacy encoding
 * keeps its bytes.
 */
export function rewriteTextFile(
  bytes: Buffer,
  declared: string | undefined,
  toSuffix: MapUrl,
  splice: SpliceText,
): TextFileRewrite {
  const encodings = declared === undefined ? (isUtf8(bytes) ? ['utf-8'] : LEGACY) : [declared];
  let tried = rewriteIn(encodings[0]!, bytes, toSuffix, splice);
  for (const encoding of encodings.slice(1)) {
    if (tried.result !== 'unparsable') break;
    const next = rewriteIn(encoding, bytes, toSuffix, splice);
    if (next.result !== 'unparsable') tried = next;
  }
  return tried;
}

function rewriteIn(encoding: string, bytes: Buffer, toSuffix: MapUrl, splice: SpliceText): TextFileRewrite {
  const { text, write } = textForm(bytes, encoding);
  const { splices, status } = splice(text);
  const shifts = columnShifts(text, splices);
  const url = mapComment(text)?.url;
  const map = url !== undefined || shifts.length > 0 ? { map: { url, shifts } } : {};
  const all = [...withInlineMap(text, splices), ...mapCommentSplices(text, toSuffix)];
  if (all.length === 0) return { bytes, result: status, ...map };
  return { bytes: write(applySplices(text, all)), result: status === 'untouched' ? 'rewritten' : status, ...map };
}

/**
 * Remembers results by content: rewriting depends on nothing but the bytes, the kind and the host table, so all users and
 * pages share them, and who asks while one is made waits for the same. Bounded by bytes.
 */
export function createRewriteCache(
  limitBytes: number,
): (
  kind: string,
  bytes: Buffer,
  rewrite: () => TextFileRewrite | Promise<TextFileRewrite>,
) => Promise<TextFileRewrite> {
  const held = new Map<string, TextFileRewrite>();
  const coming = new Map<string, Promise<TextFileRewrite>>();
  let size = 0;
  function hold(key: string, fresh: TextFileRewrite): void {
    if (fresh.isFailed === true || sizeOf(fresh) > limitBytes / 2) return;
    held.set(key, fresh);
    size += sizeOf(fresh);
    for (const [oldest, old] of held) {
      if (size <= limitBytes) break;
      held.delete(oldest);
      size -= sizeOf(old);
    }
  }
  return async (kind, bytes, rewrite) => {
    const key = `${kind}:${createHash('sha256').update(bytes).digest('base64')}`;
    const known = held.get(key);
    if (known) {
      held.delete(key);
      held.set(key, known);
      return known;
    }
    const present = coming.get(key);
    if (present) return present;
    const making = rewrite();
    if (!(making instanceof Promise)) {
      hold(key, making);
      return making;
    }
    coming.set(key, making);
    try {
      const fresh = await making;
      hold(key, fresh);
      return fresh;
    } finally {
      coming.delete(key);
    }
  };
}

function sizeOf({ bytes, map }: TextFileRewrite): number {
  return bytes.length + (map?.shifts.byteLength ?? 0);
}
