import { type AttributeKind, attributeKind } from '../rewrite/html/attributes.ts';
import { javascriptStart } from '../rewrite/html/javascript-url.ts';
import { unmark } from '../rewrite/mark.ts';
import { type MapUrl, rewriteAllow, rewriteRefresh, rewriteSrcset, rewriteUrlList } from '../rewrite/url.ts';
import { framedDocument } from './blob-document.ts';
import { rewriteCode } from './code.ts';
import { type AttributeOwner, mapMarkup } from './markup-stream.ts';
import { apply } from './natives.ts';
import { readers } from './node-natives.ts';
import { asWritten, carrierMarkup, isMarked, pageNonce } from './page-text.ts';
import { cssToSuffix, SUFFIX_ORIGIN, toOrigin, toSuffix } from './setup.ts';

/** What a value must hold for anything in it to be mapped: an authority, an escape, markup, or script. */
const OF_INTEREST = /\\|\/[\t\n\r]*\/|<|^[\0-\x20]*j/i;
/** Nothing shorter names a host or holds code that is rewritten. */
const SHORTEST = 5;
const PRAGMAS: Readonly<Record<string, AttributeKind>> = { refresh: 'refresh' };
const XHTML = 'http://www.w3.org/1999/xhtml';

const list = (value: string, map: MapUrl): string => value.replace(/[^;\s][^;]*/g, (each) => map(each));
const url: MapUrl = (value) => {
  const start = javascriptStart(value);
  return start === undefined ? toSuffix(value) : value.slice(0, start) + javascriptIn(value.slice(start));
};

/** How a value goes to the browser; what is not here goes as it is. */
const INWARD: Readonly<Partial<Record<AttributeKind, (value: string) => string>>> = {
  url,
  base: toSuffix,
  'url-list': (value) => rewriteUrlList(value, toSuffix),
  allow: (value) => rewriteAllow(value, toSuffix),
  srcset: (value) => rewriteSrcset(value, toSuffix),
  'animation-values': (value) => list(value, toSuffix),
  refresh: (value) => rewriteRefresh(value, toSuffix),
  style: (value) => cssToSuffix(value),
  handler: (value) => rewriteCode(value, 'handler'),
  srcdoc: (value) => documentIn(value),
};

/** How it comes back; what is not here is a text with URLs anywhere in it. */
const OUTWARD: Readonly<Partial<Record<AttributeKind, (value: string) => string>>> = {
  base: toOrigin,
  'url-list': (value) => rewriteUrlList(value, toOrigin),
  allow: (value) => rewriteAllow(value, toOrigin),
  srcset: (value) => rewriteSrcset(value, toOrigin),
};

/** HTML 7.4.2.3.2: the script of a `javascript:` URL is percent-decoded before it is run. */
function javascriptIn(script: string): string {
  let source = script;
  try {
    source = decodeURIComponent(script);
  } catch {
    // An invalid sequence stays as it is written, for the browser to decode.
  }
  const code = rewriteCode(source, 'script');
  return code === source ? script : code.replace(/[%\t\n\r#]/g, (char) => encodeURIComponent(char));
}

function kindOf({ element, namespace, value }: AttributeOwner, name: string): AttributeKind | undefined {
  if (element === 'meta' && name === 'content' && namespace === 'html')
    return PRAGMAS[(value('http-equiv') ?? '').toLowerCase()];
  return attributeKind(element, name, namespace);
}

function isHandler(name: string): boolean {
  return (name.charCodeAt(0) | 32) === 0x6f && (name.charCodeAt(1) | 32) === 0x6e;
}

/** A value as it is written to an attribute, origin -> suffix; code as it must run here. */
export function valueIn(owner: AttributeOwner, name: string, value: string): string {
  if (!isHandler(name) && !OF_INTEREST.test(value)) return value;
  const local = name.toLowerCase();
  const kind = kindOf(owner, local);
  if (kind === 'url') {
    const framed = framedDocument(owner.element, local, value, blobDocumentIn);
    if (framed !== undefined) return framed;
  }
  return (kind && INWARD[kind]?.(value)) ?? value;
}

/** The way back, for what a page reads. */
export function valueOut(owner: AttributeOwner, name: string, value: string): string {
  if (!isMarked(value)) return value;
  if (name.toLowerCase() === 'nonce') return pageNonce(value);
  const kind = kindOf(owner, name.toLowerCase());
  if (kind === undefined) return value;
  return (OUTWARD[kind] ?? outward)(value);
}

/** A URL or a text that holds some, read from the browser. */
export function outward(value: string): string {
  if (!isMarked(value)) return value;
  const plain = unmark(value);
  const mapped = toOrigin(plain);
  return mapped === plain ? asWritten(plain) : mapped;
}

/** An element of the document as the owner of its attributes. */
export function ownerOf(element: Element): AttributeOwner {
  return {
    element: String(apply(readers.localName, element, [])).toLowerCase(),
    namespace: apply(readers.namespaceURI, element, []) === XHTML ? 'html' : 'foreign',
    value: (name) => apply(readers.getAttribute, element, [name]) as string | null,
  };
}

/** `valueIn` for an element; a value without interest costs one look. */
export function attributeIn(element: Element, name: string, value: string): string {
  if (value.length < SHORTEST) return value;
  if (!isHandler(name) && !OF_INTEREST.test(value)) return value;
  return valueIn(ownerOf(element), name, value);
}

export function attributeOut(element: Element, name: string, value: string): string {
  return isMarked(value) ? valueOut(ownerOf(element), name, value) : value;
}

/** Markup for the middle of a page, as it goes to the browser. */
export function markupIn(markup: string): string {
  return mapMarkup(markup, { attribute: valueIn });
}

/** Markup of a whole document, which brings the runtime along, first in head. */
export function documentIn(markup: string, carrier = carrierMarkup): string {
  let isPlaced = false;
  const place = (name: string): 'before' | 'behind' | undefined => {
    if (isPlaced || name === 'html') return undefined;
    isPlaced = true;
    return name === 'head' ? 'behind' : 'before';
  };
  const out = mapMarkup(markup, { attribute: valueIn, place, head: carrier });
  return isPlaced || !/\S/.test(markup) ? out : carrier + out;
}

/** The same for a document whose URL no relative one can be resolved against. */
function blobDocumentIn(markup: string, address: string): string {
  const carrier = carrierMarkup.replace('src="/', `data-address="${address}" src="${SUFFIX_ORIGIN}/`);
  return documentIn(markup, carrier);
}
