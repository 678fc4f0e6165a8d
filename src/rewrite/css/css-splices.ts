import type { Splice } from '../../model/rewriter.ts';
import { encodeSplices } from '../splice/decoded.ts';
import { difference, moved } from '../splice/difference.ts';
import type { MapUrl } from '../url.ts';
import type { CssUrl } from './contract.ts';
import { decodeCss, encodeCss } from './css-escapes.ts';
import { createCssState, SELECTOR, scanCss } from './css-scanner.ts';

/**
 * Only a URL with an authority is ever changed: two slashes (a tab between them is dropped), or an escape that may be one. A
 * selector may compare with a part of one, and data may hold some.
 */
const MAY_HOLD_AUTHORITY = /[\\[]|\/\t*\/|data:/i;

/**
 * The splices that map every URL of a whole style sheet or of the declarations of a style attribute. `relative` says that
 * URLs without an authority are mapped as well.
 */
export function cssSplices(text: string, url: CssUrl, relative = false): readonly Splice[] {
  if (!relative && !MAY_HOLD_AUTHORITY.test(text)) return [];
  const splices: Splice[] = [];
  scanCss(text, 0, true, createCssState(), (start, end, property) => {
    splices.push(...foundSplices(text, start, end, property, url, relative));
  });
  return splices;
}

/** The splices of what `scanCss` has found. */
export function foundSplices(
  text: string,
  start: number,
  end: number,
  property: string,
  url: CssUrl,
  relative = false,
): readonly Splice[] {
  const mapped = (each: string): string => url(each, property);
  if (property !== SELECTOR) return urlSplices(text, start, end, mapped, relative);
  const test = text.slice(start, end);
  return moved(difference(test, mapped(test)), start);
}

/** The splices of one URL that stands at `[start, end)` of the text. */
export function urlSplices(text: string, start: number, end: number, url: MapUrl, relative = false): readonly Splice[] {
  const source = text.slice(start, end);
  if (!relative && !MAY_HOLD_AUTHORITY.test(source)) return [];
  const decoded = decodeCss(source);
  const splices = encodeSplices(decoded, difference(decoded.text, url(decoded.text)), encodeCss);
  return moved(
    splices.map((splice) => apart(source, splice)),
    start,
  );
}

/** A hexadecimal escape takes up to six digits and one blank, so what follows one may have to be kept apart by a blank. */
function apart(source: string, { start, end, text }: Splice): Splice {
  const touches = /\\[0-9a-f]{1,6}$/i.test(source.slice(Math.max(0, start - 7), start)) && /^[0-9a-f \t]/i.test(text);
  return { start, end, text: touches ? ` ${text}` : text };
}
