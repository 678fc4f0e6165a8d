import { applySplices } from '../../model/rewriter.ts';
import { makeDataUrl, readDataUrl, SHEET_TYPE } from '../data-text.ts';
import type { CssUrl } from './contract.ts';
import { cssSplices } from './css-splices.ts';

/** The same where a style sheet imports one of data as well: not those within that, as each makes the URL several times as long. */
export function withDataSheets(url: CssUrl): CssUrl {
  return (text, property) => {
    const mapped = url(text, property);
    if (property !== '' || mapped !== text || !/^[\0-\x20]*data:[\0-\x7f]*$/i.test(text)) return mapped;
    const sheet = readDataUrl(text);
    if (sheet === undefined || !SHEET_TYPE.test(sheet.type)) return text;
    const bytes = applySplices(sheet.bytes, cssSplices(sheet.bytes, url));
    return bytes === sheet.bytes ? text : makeDataUrl(sheet.type, text, bytes);
  };
}
