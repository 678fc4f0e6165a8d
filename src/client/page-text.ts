import { writtenCrossOrigin } from '../rewrite/html/credentials.ts';
import { undo } from '../rewrite/js/undo.ts';
import { unmark } from '../rewrite/mark.ts';
import { aliases, carrier, hosts } from './setup.ts';

const SUFFIX = hosts.table.suffix;
/** A URL of a suffix host wherever it stands: in markup, in CSS, in text. */
const URL_IN_TEXT = /(?:(?:blob:)?(?:https?|wss?):)?[\\/]{2}[^\s"'<>\\(),;&]+/gi;
/** The element that brings the runtime, as it stands in nested documents, escaped once or not at all. */
const CARRIER =
  /(?:<|&lt;)script (?:data-address=(?:"|&quot;)[^"&]*(?:"|&quot;) )?src=(?:"|&quot;)(?:https?:\/\/[^"&/]*)?\/\.well-known\/sallyport\/runtime\.js[^"&]*(?:"|&quot;)[^<>]*?data-sallyport=(?:"|&quot;)[\w-]*(?:"|&quot;)(?:>|&gt;)(?:<|&lt;)\/script(?:>|&gt;)/g;

/** Digests of a file as the gateway gives it, behind the page's own ones (rewrite/html/integrity.ts). */
const DIGEST = /(?:\t \t|\\t \\t)sha\d+-[\w+/=]+/g;
/** A `crossorigin` as it stands in markup that was written out. */
const CROSS_ORIGIN = / crossorigin="(use-credentials)"/gi;

/** The gateway's nonce on an element of the page, as it stands in markup. */
const NONCE = / nonce=(?:"|&quot;)sallyport-[\w-]+(?:"|&quot;)/g;

/** A nonce as the page may know it: the gateway's is none of its own. */
export function pageNonce(value: string): string {
  return /^sallyport-[\w-]+$/.test(value) ? '' : value;
}

function crossOriginOut(whole: string, value: string): string {
  const written = writtenCrossOrigin(value);
  return written === undefined ? '' : written === value ? whole : ` crossorigin="${written}"`;
}

/** Markup that brings the runtime into a document made of text. */
export const carrierMarkup = `<script src="${carrier.source}" nonce="${carrier.nonce}" data-sallyport="${carrier.data}"></script>`;

const SPELLED = /use-CREDENTIALS|USE-credentials|USE-CREDENTIALS/;

/** Whether a text read from the browser can hold anything that the page has not put there. Cheap. */
export function isMarked(text: string): boolean {
  return (
    text.includes(SUFFIX) ||
    text.includes('sallyport') ||
    text.includes(' \\tsha') ||
    text.includes(' \tsha') ||
    SPELLED.test(text)
  );
}

/** Any text read from the browser (markup, code, style) as the page wrote it. */
export function asWritten(text: string): string {
  if (!isMarked(text)) return text;
  const undone = undo(text.replace(CARRIER, '').replace(DIGEST, '').replace(NONCE, '')).replace(
    URL_IN_TEXT,
    mapAuthority,
  );
  return unmark(undone).replace(CROSS_ORIGIN, crossOriginOut);
}

function mapAuthority(url: string): string {
  const alias = aliases.get(url);
  if (alias !== undefined) return alias;
  return url.startsWith('blob:') ? `blob:${hosts.toOrigin(url.slice(5))}` : hosts.toOrigin(url);
}
