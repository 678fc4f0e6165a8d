import { writtenCrossOrigin } from '../rewrite/html/credentials.ts';
import { undo } from '../rewrite/js/undo.ts';
import { unmark } from './marks.ts';
import { quietly } from './quietly.ts';
import { aliases, aliasOf, carrier, hosts, MADE_DATA, toOrigin } from './setup.ts';

const SUFFIX = hosts.table.suffix;
/** A URL of a suffix host wherever it stands: in markup, in CSS, in text. */
const URL_IN_TEXT = /(?:(?:blob:)?(?:https?|wss?):)?[\\/]{2}[^\s"'<>\\(),;&]+/gi;
/** The element that brings the runtime, as it stands in nested documents, escaped once or not at all. */
const CARRIER =
  /(?:<|&lt;)script (?:data-address=(?:"|&quot;)[^"&]*(?:"|&quot;) )?src=(?:"|&quot;)(?:https?:\/\/[^"&/]*)?\/\.well-known\/sallyport\/\w+\.js[^"&]*(?:"|&quot;)[^<>]*?data-sallyport=(?:"|&quot;)[\w-]*(?:"|&quot;)(?:>|&gt;)(?:<|&lt;)\/script(?:>|&gt;)/g;

/** Digests of a file as the gateway gives it, behind the page's own ones (rewrite/html/integrity.ts). */
const DIGEST = /(?:\t \t|\\t \\t)sha\d+-[\w+/=]+/g;
/** A `crossorigin` as it stands in markup that was written out. */
const CROSS_ORIGIN = / crossorigin="(use-credentials)"/gi;

/** The gateway's nonce on an element of the page, as it stands in markup. */
const NONCE = / nonce=(?:"|&quot;)sallyport-[\w-]+(?:"|&quot;)/g;

/** A `data:` URL that the gateway made, in markup. */
const DATA = /data:[^,"'<>\s]*;sallyport=[\w.%-]*,[\w.%-]*/g;

/** An attribute selector with what it is here as well (rewrite/css/attribute-tests.ts). */
const TESTS = new RegExp(`:not\\(:not\\((\\[[^[\\]]+])(?:, \\[[^[\\]]*${SUFFIX}[^[\\]]*])+\\)\\)`, 'g');

/** A URL of a custom property that WebKit has written out: every sign of it escaped, `&` once more in markup. */
const ESCAPED = /url\((?:[\w\x80-\uffff;-]|\\[^\da-f\s])+\)/gi;
const ESCAPED_SIGN = '\\/\\/';
const probe = (globalThis.document?.createElement('i') as Partial<HTMLElement> | undefined)?.style;
probe?.setProperty('--u', 'url(//u)');
/** Asked of the engine, since every text that is read would be searched. */
const escapes = probe?.getPropertyValue('--u').includes(ESCAPED_SIGN);

/** What lets in the runtime and text that was changed, in a policy that stands in markup. */
const ADMITTED =
  / (?:(?:'|&#39;|&apos;)(?:nonce-sallyport-[\w-]+|sHA\d+-[\w+/=-]+)(?:'|&#39;|&apos;)|https:\/\/[^\s"';&]*\/\.well-known\/sallyport\/(?=[\s"';&]))/g;

/** A nonce as the page may know it: the gateway's is none of its own. */
export function pageNonce(value: string): string {
  return value.startsWith('sallyport-') ? '' : value;
}

function crossOriginOut(whole: string, value: string): string {
  const written = writtenCrossOrigin(value);
  return written === undefined ? '' : written === value ? whole : ` crossorigin="${written}"`;
}

/** Markup that brings the runtime into a document made of text. */
export const carrierMarkup = (): string =>
  `<script src="${carrier.source}" nonce="${carrier.nonce}" data-sallyport="${carrier.data}"></script>`;

const isSpelled = (text: string): boolean => text.includes('-CREDENTIALS') || text.includes('USE-');

/** Letters from the rarest to the most common one in what pages are made of. */
const BY_RARITY = 'zqxjkvybwgfm.-uphdcrlonaitse';

/** A piece of a text that is found fast: engines look for the first character of a short needle many at a time. */
function rarePiece(text: string): string {
  const starts = [...text.slice(0, -2)].map((char, at) => ({ at, rank: BY_RARITY.indexOf(char) }));
  const { at } = starts.reduce((best, each) => (each.rank >= 0 && each.rank < best.rank ? each : best), {
    at: 0,
    rank: BY_RARITY.length,
  });
  return text.slice(at, at + 6);
}

const PIECES = [rarePiece(SUFFIX), rarePiece('sallyport')] as const;
const DIGEST_SIGNS = ['\t \tsha', '\\t \\tsha'] as const;
/** Nothing shorter can hold a sign of the gateway. */
const SHORTEST_MARKUP = '<a crossorigin="use-credentials">'.length;
const SHORTEST = Math.min('sallyport'.length, SUFFIX.length);

/** Whether a text read from the browser can hold anything that the page has not put there. Cheap; a false alarm costs time only. */
export function isMarked(text: string): boolean {
  return (
    text.length >= SHORTEST &&
    (text.includes(PIECES[0]) ||
      text.includes(PIECES[1]) ||
      (escapes && text.includes(ESCAPED_SIGN)) ||
      (text.length >= SHORTEST_MARKUP &&
        (text.includes(DIGEST_SIGNS[0]) || text.includes(DIGEST_SIGNS[1]) || isSpelled(text))))
  );
}

/** Any text read from the browser (markup, code, style) as the page wrote it. */
export function asWritten(text: string): string {
  return isMarked(text) ? cleared(text) : text;
}

const cleared = quietly((text: string): string => {
  const alias = aliases.get(text);
  if (alias !== undefined) return alias;
  let written = text;
  if (isSpelled(text)) written = written.replace(CROSS_ORIGIN, crossOriginOut);
  if (DIGEST_SIGNS.some((sign) => text.includes(sign))) written = written.replace(DIGEST, '');
  if (escapes) written = written.replace(ESCAPED, escapedOut);
  if (text.includes(MADE_DATA))
    written = written.replace(DATA, (url) => toOrigin(url).replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
  if (text.includes('sallyport')) written = undo(written.replace(CARRIER, '').replace(NONCE, '').replace(ADMITTED, ''));
  if (text.includes(SUFFIX) || aliases.size > 0)
    written = written.replace(TESTS, '$1').replace(URL_IN_TEXT, mapAuthority);
  return unmark(written);
});

function escapedOut(url: string): string {
  const plain = url.replace(/\\(.)/g, '$1');
  const mapped = asWritten(plain);
  return mapped === plain ? url : `url(${mapped.slice(4, -1).replace(/[^\w\x80-\uffff;-]/g, '\\$&')})`;
}

function mapAuthority(url: string): string {
  const alias = aliasOf(url);
  if (alias !== undefined) return alias;
  return url.startsWith('blob:') ? `blob:${hosts.toOrigin(url.slice(5))}` : hosts.toOrigin(url);
}
