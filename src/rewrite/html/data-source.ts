import { applySplices } from '../../model/rewriter.ts';
import { cssSplices } from '../css/css-splices.ts';
import { grantedCssUrl } from '../css/grants.ts';
import { makeDataUrl, readDataUrl, SHEET_TYPE } from '../data-text.ts';
import { inlineScript, type Namespace } from './attributes.ts';
import type { HtmlOptions } from './contract.ts';
import type { AttributeValue } from './credentials.ts';
import { scriptSplices } from './script-splices.ts';

/** What no browser takes for a classic script (Fetch section 2.9). */
const NO_SCRIPT = /^\s*(?:image|audio|video|text\/csv)/i;
/**
 * The URL of a script or style sheet that stands in markup as a `data:` one, as it must be here; undefined for what is none and where
 * nothing changes. One that a digest names stays.
 */
export function dataSource(
  element: string,
  namespace: Namespace,
  value: AttributeValue,
  url: string,
  options: HtmlOptions,
): string | undefined {
  const map = mapOf(element, namespace, value, options);
  if (map === undefined || value('integrity') !== undefined) return undefined;
  const own = inLetters(url, options);
  const data = own === undefined ? undefined : readDataUrl(own);
  if (own === undefined || data === undefined || !map.takes(data.type)) return undefined;
  const mapped = data.bytes && map.text(data.bytes);
  return mapped === data.bytes ? undefined : makeDataUrl(data.type, own, mapped);
}

/** The URL without the document's encoding; undefined where that is not known, so that letters are what their bytes are. */
export function inLetters(url: string, { decode }: HtmlOptions): string | undefined {
  if (/^[\0-\x7f]*$/.test(url)) return url;
  const text = /[^\0-\xff]/.test(url) ? url : decode(url);
  return text === url ? undefined : text;
}

interface TextMap {
  readonly takes: (type: string) => boolean;
  /** A binary string, as the rewriters of pages take them. */
  readonly text: (text: string) => string;
}

function mapOf(
  element: string,
  namespace: Namespace,
  value: AttributeValue,
  options: HtmlOptions,
): TextMap | undefined {
  if (element === 'link' && namespace === 'html') {
    if (!/(?:^|[\t\n\f\r ])stylesheet(?:[\t\n\f\r ]|$)/i.test(value('rel') ?? '')) return undefined;
    const url = grantedCssUrl(options.url, options.selector, options.grant, options.parts);
    return { takes: (type) => SHEET_TYPE.test(type), text: (text) => applySplices(text, cssSplices(text, url)) };
  }
  if (element !== 'script') return undefined;
  const goal = inlineScript(value('type'), value('language'));
  if (goal !== 'script' && goal !== 'module') return undefined;
  return {
    takes: (type) => !NO_SCRIPT.test(type),
    text: (text) => applySplices(text, scriptSplices(text, goal, options)),
  };
}
