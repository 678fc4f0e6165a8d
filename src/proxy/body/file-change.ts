import { applySplices } from '../../model/rewriter.ts';
import type { CssUrl } from '../../rewrite/css/contract.ts';
import { cssSplices } from '../../rewrite/css/css-splices.ts';
import type { HtmlOptions, InlineGoal } from '../../rewrite/html/contract.ts';
import { scriptSplices } from '../../rewrite/html/script-splices.ts';
import { rewriteScript } from '../../rewrite/js/rewrite-script.ts';
import type { ColumnShifts } from '../../rewrite/source-map/column-shifts.ts';
import { shiftSourceMap } from '../../rewrite/source-map/shift-source-map.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { BYTES_SCRIPT, UTF8_SCRIPT } from './inline-text.ts';
import { rewriteTextFile, type SpliceText, type TextFileRewrite } from './rewrite-text-file.ts';

/** What is to become of a whole file, as plain data: it can be told to another thread. */
export type FileChange =
  | { readonly kind: 'script'; readonly encoding: string | undefined }
  /** `relative`: URLs without an authority are mapped as well. */
  | { readonly kind: 'css'; readonly encoding: string | undefined; readonly relative: boolean }
  | { readonly kind: 'source-map'; readonly shifts: ColumnShifts }
  /** A script within a page, as UTF-16 of the page's binary string. */
  | { readonly kind: 'inline'; readonly goal: InlineGoal; readonly isUtf8: boolean };

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
  if (change.kind === 'inline') {
    const source = bytes.toString('utf16le');
    const script: HtmlOptions['script'] = (code, goal) =>
      rewriteScript(code, { goal, url: (url) => text(url, '') }).splices;
    const splices = scriptSplices(source, change.goal, { script, ...(change.isUtf8 ? UTF8_SCRIPT : BYTES_SCRIPT) });
    if (splices.length === 0) return { bytes, result: 'untouched' };
    return { bytes: Buffer.from(applySplices(source, splices), 'utf16le'), result: 'rewritten' };
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
