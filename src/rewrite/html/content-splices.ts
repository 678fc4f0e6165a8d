import { applySplices, type Splice } from '../../model/rewriter.ts';
import { cssSplices } from '../css/css-splices.ts';
import { withDataSheets } from '../css/data-sheets.ts';
import { grantedCssUrl } from '../css/grants.ts';
import { encodeSplices } from '../splice/decoded.ts';
import { wholePieces } from '../splice/whole-pieces.ts';
import { inlineScript, type Namespace } from './attributes.ts';
import { decodeForeignText, type EntityText, encodeForeignText } from './character-references.ts';
import type { HtmlOptions } from './contract.ts';
import type { AttributeValue } from './credentials.ts';
import { jsonUrlSplices } from './json-urls.ts';
import { scriptSplices } from './script-splices.ts';

/** Splices over the text of an element, between its tags. */
export type ContentSplices = (text: string) => readonly Splice[];

/** How the text of a script or style element (lower case) is rewritten; undefined for what is left as it is. */
export function contentSplices(
  element: string,
  namespace: Namespace,
  value: AttributeValue,
  options: HtmlOptions,
): ContentSplices | undefined {
  if (element === 'style') {
    // HTML 4.2.6: any other type is no style sheet.
    if (!/^(?:text\/css)?$/i.test(value('type') ?? '')) return undefined;
    const url = withDataSheets(grantedCssUrl(options.url, options.selector, options.grant, options.parts));
    return (text) => cssSplices(text, url, options.isOpaque);
  }
  if (element !== 'script') return undefined;
  // With a source the text is never run.
  const source = namespace === 'html' ? value('src') : (value('href') ?? value('xlink:href'));
  if (source !== undefined) return undefined;
  const kind = inlineScript(value('type'), value('language'));
  if (kind === 'data') return undefined;
  if (kind === 'script' || kind === 'module')
    return (text) => {
      const later = namespace === 'html' ? options.later?.(text, kind) : undefined;
      return later === undefined ? scriptSplices(text, kind, options) : [{ start: 0, end: text.length, text: later }];
    };
  const { url, grant } = options;
  const isGranted = grant !== undefined && kind === 'importmap';
  return (text) => jsonUrlSplices(text, isGranted ? (each) => grant(url(each), 'module') : url, options.integrity);
}

/** The same where the text is written with markup's escapes: in SVG and in XML. */
export function escapedContentSplices(
  splices: ContentSplices,
  options: HtmlOptions,
  entity?: EntityText,
): ContentSplices {
  return (source) => {
    const text = decodeForeignText(source, options.encode, entity);
    if (text === undefined) return [];
    const changes = splices(text.text);
    if (changes.length > 0) options.changed?.(text.text, applySplices(text.text, changes));
    return encodeSplices(text, wholePieces(text, changes), encodeForeignText(source));
  };
}
