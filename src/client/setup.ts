import { isAt } from '../model/is-at.ts';
import type { PageSetup } from '../model/page-setup.ts';
import type { CssUrl } from '../rewrite/css/contract.ts';
import { rewriteCss } from '../rewrite/css/css-rewriter.ts';
import { grantedCssUrl } from '../rewrite/css/grants.ts';
import { createGrantUrl, type GrantUrl, sandboxGrants } from '../rewrite/grant-url.ts';
import { isPart } from '../rewrite/html/credentials.ts';
import { isFramed } from '../rewrite/html/sandbox.ts';
import { securedUrl } from '../rewrite/secured-url.ts';
import { markOf, unmark } from './marks.ts';
import { apply, getOwnPropertyDescriptor } from './natives.ts';
import { createPageHosts } from './page-hosts.ts';
import { quietly } from './quietly.ts';

/** The element that brought the runtime: what a document made here needs to get it too. */
export interface Carrier {
  /** `/.well-known/sallyport/runtime.js?v=…`, and further attributes as they stand behind it. */
  readonly source: string;
  readonly nonce: string;
  /** The setup as it is written in the element. */
  readonly data: string;
}

/** What the gateway tells a worker, in the call of the worker runtime that stands before the worker's own script. */
export interface WorkerSetup extends PageSetup {
  /** The URL the worker believes in, where it is not the one it was loaded from. */
  readonly location?: string;
}

/** The parameter of the function that the build puts around the worker runtime; in a document there is none. */
declare const sallyportSetup: WorkerSetup | undefined;
export const workerSetup = typeof sallyportSetup === 'undefined' ? undefined : sallyportSetup;

/** URLs that the runtime made in place of the page's own: workers and documents made of text. */
export const aliases = new Map<string, string>();

/** What the page believes a URL to be that the runtime made in place of another; a fragment stays. */
export function aliasOf(url: string): string | undefined {
  const end = url.indexOf('#');
  if (end < 0) return aliases.get(url);
  const alias = aliases.get(url.slice(0, end));
  return alias === undefined ? undefined : alias + url.slice(end);
}

/** A document that the runtime put together knows from its carrier which URL the page believes it has. */
function nameDocument({ dataset }: HTMLScriptElement): void {
  if (dataset['address'] !== undefined) aliases.set(globalThis.location.href.replace(/#.*/s, ''), dataset['address']);
}

/** The browser hides the attribute, and what a page reads of it is changed before a further document brings another. */
export const nonceOf = globalThis.HTMLElement
  ? getOwnPropertyDescriptor(HTMLElement.prototype, 'nonce')?.get
  : undefined;

/** Reads what the gateway told this page, and takes the element that carried it out of the document. */
function readCarrier(element: HTMLScriptElement): Carrier {
  const { sallyport: data = '', source } = element.dataset;
  nameDocument(element);
  element.remove();
  const { integrity } = element;
  const vouched = integrity && `" crossorigin="anonymous" integrity="${integrity}`;
  return {
    source: source ?? element.getAttribute('src') + vouched,
    nonce: nonceOf ? (apply(nonceOf, element, []) as string) : '',
    data,
  };
}

export const carrier: Carrier = workerSetup
  ? { source: '', nonce: '', data: '' }
  : readCarrier(document.currentScript as HTMLScriptElement);

/** The setup as it is written in a carrier. */
export function readSetup(data: string): PageSetup {
  const text = atob(data.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as PageSetup;
}

export const setup = workerSetup ?? readSetup(carrier.data);

/** A further document of this window brings what holds for it: its policy, its nonce, the exchange it came by. */
export function renewSetup(element: HTMLScriptElement): PageSetup | undefined {
  const brought = readCarrier(element);
  if (brought.data === '') return undefined;
  Object.assign(carrier, brought);
  const told = readSetup(carrier.data);
  const { watchesEval, exchangeId } = told;
  Object.assign(setup, { watchesEval, exchangeId });
  return told;
}

const hostMap = createPageHosts(setup.hosts, quietly);
export const hosts = { ...hostMap, originOf: quietly(hostMap.originOf) };
export const SUFFIX_ORIGIN = hosts.toSuffix(setup.origin);

/** What a page wrote, as a string of URL, to where the browser must go. Never throws, never changes another URL. */
export function toSuffix(value: unknown): string {
  const url = `${value as string}`;
  if (isBelow(url, setup.origin)) return SUFFIX_ORIGIN + url.slice(setup.origin.length);
  return (
    mapBlob(url, setup.origin, SUFFIX_ORIGIN) ??
    (setup.upgrades ? securedUrl(url, hosts.toSuffix) : undefined) ??
    hosts.toSuffix(url)
  );
}

if (workerSetup?.location !== undefined) aliases.set(globalThis.location.href, workerSetup.location);

/** What the URL that the gateway made in place of a `data:` one begins with behind its type: the page's own follows. */
export const MADE_DATA = ';sallyport=';

/** The page's own `data:` URL, where `url` is one that the gateway made of it (rewrite/html/data-source.ts). */
function ownData(url: string): string | undefined {
  if (!url.startsWith('data:')) return undefined;
  const end = url.indexOf(',');
  // The last one: those before it are the page's.
  const at = url.lastIndexOf(MADE_DATA, end);
  return at < 0 ? undefined : unescape(url.slice(at + MADE_DATA.length, end)) + url.replace(/^[^#]*/, '');
}

/** What the browser says, as the page must read it. */
export function toOrigin(value: string): string {
  const data = ownData(value);
  if (data !== undefined) return data;
  const alias = aliases.size > 0 ? aliasOf(value) : undefined;
  if (alias !== undefined) return alias;
  if (isBelow(value, SUFFIX_ORIGIN)) return unmark(setup.origin + value.slice(SUFFIX_ORIGIN.length));
  return unmark(mapBlob(value, SUFFIX_ORIGIN, setup.origin) ?? hosts.toOrigin(value));
}

/**
 * Whether what is mapped is in a sandbox without its origin, the page itself or a document in it: nothing that it loads, not even from
 * its own host, goes with cookies.
 */
export const sandbox = { on: globalThis.origin === 'null' };

const sharedGrants = { hosts, origins: setup.grants.origins };
const pageGrant = createGrantUrl({ ...sharedGrants, own: setup.origin, relative: false, grants: setup.grants });
const sandboxGrant = createGrantUrl({
  ...sharedGrants,
  relative: () => !workerSetup && toSuffix(document.baseURI).startsWith(`${SUFFIX_ORIGIN}/`),
  grants: sandboxGrants(setup.grants.opaque),
});
/** Grants for what is loaded without credentials from the app's other hosts. */
export const grantUrl: GrantUrl = (url, destination) => (sandbox.on ? sandboxGrant : pageGrant)(url, destination);
/** What code or an import map of the page names a module by, as it must be here. */
export function moduleToSuffix(url: string): string {
  return grantUrl(toSuffix(url), 'module');
}

/** Whether what is loaded from other origins goes without cookies, so that those of the app need grants. */
export const hasParts = (): boolean => sandbox.on || setup.grants.part !== undefined;

/** A suffix URL by which an element loads a part of the page, as it must be here. */
export function partUrl(element: string, attribute: string, url: string): string {
  return hasParts() &&
    (isPart(element, attribute) || (sandbox.on && isFramed(element, attribute))) &&
    markOf(url) === undefined
    ? grantUrl(url, 'part')
    : url;
}

/** Finds style sheets that script has made, which are changed as well. */
export const styled = {
  by: (_url: string): string | undefined => undefined,
  /** An attribute selector as it must be here. */
  test: (test: string): string => test,
};
const sheetUrl = (url: string): string => styled.by(url) ?? toSuffix(url);
const cssUrl: CssUrl = (url, property) => grantedCssUrl(sheetUrl, styled.test, grantUrl, hasParts())(url, property);

/** A style sheet or declarations of the page as they must be here. */
export const cssToSuffix = quietly((text: string): string => rewriteCss(text, cssUrl, sandbox.on));

const SHORT = 100;
const comparesParts = (text: string): boolean => text.includes('[') && (text.includes('$=') || text.includes('*='));

/** Cheap: a style text without an authority, an escape, a tab in between or a comparison with a part of a value is not read. */
export function mayNameHosts(text: string): boolean {
  if (sandbox.on) return true;
  // For short texts, as nearly all are, one pass is quicker than several searches.
  if (text.length > SHORT)
    return text.includes('//') || text.includes('\\') || text.includes('/\t') || comparesParts(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c || (code === 0x5b && comparesParts(text))) return true;
    if (code === 0x2f) {
      const next = text.charCodeAt(at + 1);
      if (next === 0x2f || next === 0x09) return true;
    }
  }
  return false;
}

/** The value of one declaration. */
export function cssValueToSuffix(property: string, value: string): string {
  return cssToSuffix(`${property}:${value}`).slice(property.length + 1);
}

/** Whether a URL is the page's own host's, spelled as nearly all are: what needs no further reading. */
function isBelow(url: string, origin: string): boolean {
  return url.startsWith(origin) && url.charCodeAt(origin.length) === 0x2f;
}

function mapBlob(value: string, from: string, to: string): string | undefined {
  return value.startsWith('blob:') && isAt(value, `${from}/`, 5)
    ? `blob:${to}${value.slice(5 + from.length)}`
    : undefined;
}
