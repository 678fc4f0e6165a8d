import { plainPolicies } from '../rewrite/headers/plain-policy.ts';
import { type AttributeKind, attributeKind, isKnownAttribute } from '../rewrite/html/attributes.ts';
import { errorHandler } from '../rewrite/html/error-handler.ts';
import { javascriptStart } from '../rewrite/html/javascript-url.ts';
import { isSandbox } from '../rewrite/html/sandbox.ts';
import { IN_SANDBOX } from '../rewrite/mark.ts';
import { linkToSuffix } from '../rewrite/secured-url.ts';
import { type MapUrl, rewriteAllow, rewriteRefresh, rewriteSrcset, rewriteUrlList } from '../rewrite/url.ts';
import { boxed, framedDocument } from './blob-document.ts';
import { rewriteCode, rewritePolicy, seldom } from './code.ts';
import { digestsIn } from './digests.ts';
import { madePart } from './made-part.ts';
import { mark, unmark } from './marks.ts';
import { type AttributeOwner, mapMarkup, scriptTextIn } from './markup-stream.ts';
import { apply, type Method } from './natives.ts';
import { nativeInnerHtml, readers } from './node-natives.ts';
import { asWritten, carrierMarkup, isMarked, pageNonce } from './page-text.ts';
import { quietly } from './quietly.ts';
import {
  cssToSuffix,
  grantUrl,
  hasParts,
  hosts,
  mayNameHosts,
  partUrl,
  SUFFIX_ORIGIN,
  sandbox,
  toOrigin,
  toSuffix,
} from './setup.ts';
import { protectedUrl } from './sibling.ts';
import { trustedMarkup } from './trusted.ts';

/** Whether anything in a value may be mapped: an authority, an escape, markup, script, or digests. */
function mayMatter(value: string): boolean {
  const start = value.charCodeAt(0);
  // Blanks may stand before `javascript:`, `sha256-` and `data:`, tabs and line ends between slashes.
  if (start <= 0x20 || STARTS.has(start | 0x20)) return true;
  return mayNameHosts(value) || value.includes('<') || value.includes('/\n') || value.includes('/\r');
}
const STARTS: ReadonlySet<number> = new Set([0x64, 0x6a, 0x73]);
/** Nothing shorter names a host or holds code that is rewritten. */
const SHORTEST = 5;
/** What else is looked at: the pragmas of `meta`, the gateway's nonce, and what decides on how an element loads. */
const OTHER_NAMES = new Set(['content', 'nonce', 'crossorigin', 'type', 'rel', 'as', 'http-equiv']);
/** Names as pages spell them -> in lower case, or '' where no value called so is ever mapped. Pages make names up: only the first ones are kept. */
const names = new Map<string, string>();
const NAMES_KEPT = 1000;
const PRAGMAS: Readonly<Record<string, AttributeKind>> = { refresh: 'refresh', 'content-security-policy': 'csp' };
const XHTML = 'http://www.w3.org/1999/xhtml';

const list = (value: string, map: MapUrl): string => value.replace(/[^;\s][^;]*/g, (each) => map(each));
/** A URL that may be a `javascript:` one. */
export const urlIn = quietly((value: string, map: MapUrl = toSuffix): string => {
  const start = javascriptStart(value);
  return start === undefined ? map(value) : value.slice(0, start) + javascriptIn(value.slice(start));
});

/** How a value goes to the browser; what is not here goes as it is. */
const INWARD: Readonly<Partial<Record<AttributeKind, (value: string) => string>>> = {
  url: (value) => urlIn(value),
  link: (value) => urlIn(value, (url) => linkToSuffix(url, toSuffix)),
  media: (value) => grantUrl(urlIn(value), 'media'),
  base: toSuffix,
  'url-list': (value) => rewriteUrlList(value, toSuffix),
  allow: (value) => rewriteAllow(value, toSuffix),
  srcset: (value) => rewriteSrcset(value, toSuffix),
  'animation-values': (value) => list(value, toSuffix),
  refresh: (value) => rewriteRefresh(value, (url) => (sandbox.on ? grantUrl(toSuffix(url), 'part') : toSuffix(url))),
  style: (value) => cssToSuffix(value),
  handler: (value) => rewriteCode(value, 'handler'),
  'error-handler': (value) => errorHandler(rewriteCode(value, 'handler')),
  srcdoc: (value) => documentIn(value),
  csp: rewritePolicy,
};

/** How it comes back; what is not here is a text with URLs anywhere in it. */
const OUTWARD: Readonly<Partial<Record<AttributeKind, (value: string) => string>>> = {
  base: toOrigin,
  csp: (value) => plainPolicies(value, hosts) ?? '',
  'url-list': (value) => rewriteUrlList(value, toOrigin),
  allow: (value) => rewriteAllow(value, toOrigin),
  srcset: (value) => rewriteSrcset(value, toOrigin),
  'animation-values': (value) => list(value, toOrigin),
};

/** HTML 7.4.2.3.2: the script of a `javascript:` URL is percent-decoded before it is run; tabs and line ends are gone by then (URL section 4.4). */
function javascriptIn(script: string): string {
  let source = script.replace(/[\t\n\r]+/g, '');
  try {
    source = decodeURIComponent(source);
  } catch {
    // An invalid sequence stays as it is written, for the browser to decode.
  }
  const code = rewriteCode(source, 'url');
  return code === source ? script : code.replace(/[%\t\n\r#]/g, (char) => encodeURIComponent(char));
}

function kindOf(owner: AttributeOwner, name: string): AttributeKind | undefined {
  if (owner.element === 'meta' && name === 'content' && owner.namespace !== 'foreign')
    return PRAGMAS[(owner.value('http-equiv') ?? '').toLowerCase()];
  return attributeKind(owner.element, name, owner.namespace);
}

/** The name by which the tables know an attribute: in lower case, and XLink's by the prefix that everybody uses. */
function tableName(name: string): string {
  const local = name.toLowerCase();
  return local.endsWith(':href') ? 'xlink:href' : local;
}

/** The name in lower case of an attribute that can be anything but the page's own data, else ''. */
function knownName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const local = tableName(name);
  const found = isKnownAttribute(local) || OTHER_NAMES.has(local) ? local : '';
  if (names.size < NAMES_KEPT) names.set(name, found);
  return found;
}

/** Whether an attribute called so can be anything but the page's own data. */
export const isOfInterest = (name: string): boolean => knownName(name) !== '';

function isHandler(name: string): boolean {
  return (name.charCodeAt(0) | 32) === 0x6f && (name.charCodeAt(1) | 32) === 0x6e;
}

/** A value as it is written to an attribute, origin -> suffix; code as it must run here. */
export function valueIn(owner: AttributeOwner, name: string, value: string): string {
  if (!isHandler(name) && owner.element !== 'iframe' && owner.element !== 'meta' && !mayMatter(value)) return value;
  return mappedValue(owner, tableName(name), value);
}

const mappedValue = quietly((owner: AttributeOwner, local: string, value: string): string => {
  // A document that a frame of the page shows in a sandbox.
  const isBox = !sandbox.on && local.startsWith('src') && isSandbox(owner.element, (of) => owner.value(of));
  return boxed(() => mappedIn(owner, local, value, isBox), isBox);
});

function mappedIn(owner: AttributeOwner, local: string, value: string, isBox: boolean): string {
  const kind = kindOf(owner, local);
  if (kind === 'url') {
    const made = framedDocument(owner.element, local, value, baselessDocumentIn) ?? madePart(owner, value);
    if (made !== undefined) return made;
  }
  if (kind === 'integrity') return digestsIn(owner, value);
  const mapped = (kind && INWARD[kind]?.(value)) ?? value;
  if (isBox && local === 'src') return protectedUrl(mapped) ? mark(mapped, IN_SANDBOX) : mapped;
  if (!hasParts()) return mapped;
  const part = (url: string): string => partUrl(owner.element, local, url);
  return kind === 'srcset' ? rewriteSrcset(mapped, part) : kind === 'url' ? part(mapped) : mapped;
}

/** The way back, for what a page reads. */
export const valueOut = quietly((owner: AttributeOwner, name: string, value: string): string => {
  const local = tableName(name);
  if (local === 'nonce') return pageNonce(value);
  const kind = kindOf(owner, local);
  if (kind === undefined) return value;
  return (OUTWARD[kind] ?? outward)(value);
});

/** A URL or a text that holds some, read from the browser. */
export function outward(value: string): string {
  if (value.startsWith('http')) {
    const mapped = toOrigin(value);
    if (mapped !== value) return mapped;
  }
  return isMarked(value) ? outwardText(value) : value;
}

const outwardText = quietly((value: string): string => {
  const mapped = toOrigin(value);
  return /^[\0-\x20]/.test(value) || mapped === unmark(value) ? asWritten(value) : mapped;
});

/** An element of the document as the owner of its attributes. */
class ElementOwner implements AttributeOwner {
  readonly element: string;
  readonly namespace: AttributeOwner['namespace'];
  readonly #node: Element;
  constructor(node: Element) {
    this.#node = node;
    this.element = (apply(readers.localName, node, []) as string).toLowerCase();
    this.namespace = apply(readers.namespaceURI, node, []) === XHTML ? 'html' : 'foreign';
  }
  value(name: string): string | null {
    return apply(readers.getAttribute, this.#node, [name]) as string | null;
  }
}

export function ownerOf(element: Element): AttributeOwner {
  return new ElementOwner(element);
}

/** Whether an attribute is a URL on an element and nothing else; what else it may be, the slower way finds out. */
function isUrl(element: Element, local: string): boolean {
  if (apply(readers.namespaceURI, element, []) !== XHTML) return false;
  const kind = attributeKind(apply(readers.localName, element, []) as string, local, 'html');
  return kind === 'url' || kind === 'link';
}

/** What `content` means is told by another attribute, which may come after it. */
function metaIn(element: Element, name: string, value: string): string {
  const local = name.toLowerCase();
  // `http-equiv`, or the property of it.
  if (!local.startsWith('http')) return mappedValue(ownerOf(element), local, value);
  const content = apply(readers.getAttribute, element, ['content']) as string | null;
  const owner = { element: 'meta', namespace: 'html', value: () => value } as const;
  if (content) apply(readers.setAttribute, element, ['content', mappedValue(owner, 'content', content)]);
  return value;
}

/** `valueIn` for an element; a value without interest costs one look. */
export function attributeIn(element: Element, name: string, value: string): string {
  if (element instanceof HTMLMetaElement) return metaIn(element, name, value);
  if (value.length < SHORTEST && !sandbox.on && !(element instanceof HTMLIFrameElement)) return value;
  const local = knownName(name);
  if (local === '') return value;
  if (local !== 'src' || !(element instanceof HTMLIFrameElement)) {
    // Nearly all of them; the text need not be read for it.
    if (value.startsWith('http')) {
      if (value.charCodeAt(4) === 0x73 && !hasParts() && isUrl(element, local)) return toSuffix(value);
    } else if (!isHandler(local) && !mayMatter(value)) return value;
  }
  return mappedValue(ownerOf(element), local, value);
}

export function attributeOut(element: Element, name: string, value: string): string {
  const local = knownName(name);
  if (local === '') return value;
  if (value.startsWith('http') && isUrl(element, local)) return outward(value);
  return isMarked(value) ? valueOut(ownerOf(element), local, value) : value;
}

/** Markup for the middle of a page, as it goes to the browser. */
export const markupIn = quietly((markup: string, isForeign: boolean): string =>
  mapMarkup(markup, { attribute: valueIn, isForeign }),
);

/** Markup of a whole document, which brings the runtime along, first in head. */
export const documentIn = quietly((markup: string, carrier: string = carrierMarkup()): string => {
  let isPlaced = false;
  const place = (name: string): 'before' | 'behind' | undefined => {
    if (isPlaced || name === 'html') return undefined;
    isPlaced = true;
    return name === 'head' ? 'behind' : 'before';
  };
  const out = mapMarkup(markup, { attribute: valueIn, place, head: carrier });
  return isPlaced || !/\S/.test(markup)
    ? out
    : // Behind the declaration of its type.
      out.replace(/^(?:\s|<!--.*?-->|<!\w[^>]*>)*/s, (lead) => lead + carrier);
});

/**
 * The same for a document whose URL no relative one can be resolved against: a Blob's at `address`, that of a `data:` URL, or what a
 * `javascript:` URL returns, which has the base of whoever sent the window there.
 */
export function baselessDocumentIn(markup: string, address?: string, type = ''): string {
  const place = address === undefined ? '' : `data-address="${address}" `;
  const own = carrierMarkup().replace('src="/', `${place}src="${SUFFIX_ORIGIN}/`);
  if (!type.includes('xml')) return documentIn(markup, own);
  return seldom()?.xml(markup, trustedMarkup(markup), own, nativeInnerHtml.get as Method, scriptTextIn) ?? markup;
}
