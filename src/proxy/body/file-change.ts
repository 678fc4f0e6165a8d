import type { CssUrl } from '../../rewrite/css/contract.ts';
import { cssSplices } from '../../rewrite/css/css-splices.ts';
import { rewriteScript } from '../../rewrite/js/rewrite-script.ts';
import type { ColumnShifts } from '../../rewrite/source-map/column-shifts.ts';
import { shiftSourceMap } from '../../rewrite/source-map/shift-source-map.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { rewriteTextFile, type SpliceText, type TextFileRewrite } from './rewrite-text-file.ts';

/** What is to become of a whole file, as plain data: it can be told to another thread. */
export type FileChange =
  | { readonly kind: 'script'; readonly encoding: string | undefined }
  /** `relative`: URLs without an authority are mapped as well. */
  | { readonly kind: 'css'; readonly encoding: string | undefined; readonly relative: boolean }
  | { readonly kind: 'source-map'; readonly shifts: ColumnShifts };

/** What it is mapped with. Pure: the same URL becomes the same whenever it is asked for. */
export interface FileUrls {
  /** The URL in the comment that names a source map. */
  readonly comment: MapUrl;
  /** URLs in the text itself. */
  readonly text: CssUrl;
}

/** Changes a file right here, however long that takes. */
export function changeFile(bytes: Buffer, change: FileChange, { comment, text }: FileUrls): TextFileRewrite {
  if (change.kind === 'source-map') {
    const json = bytes.toString('utf8');
    const moved = shiftSourceMap(json, change.shifts);
    return moved === json ? { bytes, result: 'untouched' } : { bytes: Buffer.from(moved), result: 'rewritten' };
  }
  const splice: SpliceText =
    change.kind === 'script'
      ? (source) => rewriteScript(source, { goal: 'either', url: (url) => text(url, '') })
      : (source) => {
          const splices = cssSplices(source, text, change.relative);
          return { splices, status: splices.length > 0 ? 'rewritten' : 'untouched' };
        };
  return rewriteTextFile(bytes, change.encoding, comment, splice);
}
