import { applySplices } from '../../model/rewriter.ts';
import { cssSplices } from '../css/css-splices.ts';
import { grantedCssUrl } from '../css/grants.ts';
import { inlineScript, type Namespace } from './attributes.ts';
import type { HtmlOptions } from './contract.ts';
import type { AttributeValue } from './credentials.ts';
import { scriptSplices } from './script-splices.ts';

/** RFC 2397, without what the URL parser leaves out: the media type, its `base64`, and the data. */
const DATA = /^data:([^,]*?)(;\s*base64\s*)?,([^#]*)/i;
/** What no browser takes for a classic script (Fetch section 2.9). */
const NO_SCRIPT = /^\s*(?:image|audio|video|text\/csv)/i;
const SHEET = /^\s*text\/css\s*(?:;|$)/i;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The parameter in which such a URL carries the one that the page wrote, for whoever reads it there (client/page-text.ts). */
const PARAMETER = 'sallyport';

/**
 * The URL of a script or style sheet that stands in markup as a `data:` one, as it must be here; undefined for what is none and where
 * nothing changes. One that a digest names stays, as does one that is not ASCII, whose bytes depend on the document's encoding.
 */
export function dataSource(
  element: string,
  namespace: Namespace,
  value: AttributeValue,
  url: string,
  options: HtmlOptions,
): string | undefined {
  const map = mapOf(element, namespace, value, options);
  if (map === undefined || value('integrity') !== undefined || /[^\0-\x7f]/.test(url)) return undefined;
  const plain = url.replace(/[\t\n\r]+|^[\0-\x20]+|[\0-\x20]+$/g, '');
  const [, type = '', isBase64, data] = DATA.exec(plain) ?? [];
  if (data === undefined || !map.takes(type)) return undefined;
  const decoded = data.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const text = isBase64 === undefined ? decoded : fromBase64(decoded);
  const mapped = text && map.text(text);
  return mapped === undefined || mapped === text
    ? undefined
    : `data:${type};${PARAMETER}=${percentEncoded(url)},${percentEncoded(mapped)}`;
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
    return { takes: (type) => SHEET.test(type), text: (text) => applySplices(text, cssSplices(text, url)) };
  }
  if (element !== 'script') return undefined;
  const goal = inlineScript(value('type'), value('language'));
  if (goal !== 'script' && goal !== 'module') return undefined;
  return {
    takes: (type) => !NO_SCRIPT.test(type),
    text: (text) => applySplices(text, scriptSplices(text, goal, options)),
  };
}

/** Infra section 8, "forgiving-base64 decode". */
function fromBase64(text: string): string | undefined {
  const digits = text.replace(/[\t\n\f\r ]+/g, '').replace(/={1,2}$/, '');
  if (digits.length % 4 === 1 || !/^[\w+/]*$/.test(digits) || digits.includes('_')) return undefined;
  let bytes = '';
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    held = ((held << 6) | DIGITS.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += String.fromCharCode((held >> bits) & 0xff);
  }
  return bytes;
}

/** Nothing is left that could end the URL, wherever it stands. */
function percentEncoded(bytes: string): string {
  return bytes.replace(/[^\w.-]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
