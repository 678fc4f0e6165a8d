import type { GrantedDestination } from '../grant-url.ts';
import type { AskedMode } from '../mark.ts';

/** The attributes of one element by name (lower case), decoded. */
export type AttributeValue = (name: string) => string | undefined;

/**
 * Elements with a `crossorigin` attribute, and when they load with CORS even without one. To the browser a sibling host of
 * an app is another origin of the gateway, and the gateway lets nobody in without its cookie, which `anonymous` withholds.
 */
const CORS_ELEMENTS: Readonly<Record<string, (value: AttributeValue) => boolean>> = {
  script: (value) => isModule('script', value),
  link: (value) => isModule('link', value) || hasRelation(value, 'manifest'),
  img: () => false,
  audio: () => false,
  video: () => false,
  image: () => false,
  feimage: () => false,
};

/**
 * How `crossorigin` is written in place of what the page wrote. To a browser the letter case says nothing (HTML 2.3.3), so
 * it keeps what the page will read back.
 */
const SPELLINGS: ReadonlyArray<readonly [written: string | undefined, spelled: string]> = [
  [undefined, 'USE-CREDENTIALS'],
  ['', 'USE-credentials'],
  ['anonymous', 'use-CREDENTIALS'],
];

export interface CredentialChange {
  /** The new value of `crossorigin`; none where it stays. */
  readonly crossorigin?: string;
  /** What the URL says of the request, because the request will not (src/rewrite/mark.ts). */
  readonly mark?: AskedMode;
  /** The URL needs a grant: not all that asks for it can do so with a cookie. */
  readonly grant?: GrantedDestination;
}

/** What changes about an element that loads from a sibling host; undefined for nothing. */
export function credentialChange(element: string, value: AttributeValue): CredentialChange | undefined {
  const always = CORS_ELEMENTS[element];
  if (always === undefined) return undefined;
  const written = value('crossorigin');
  const preloads = element === 'link' && hasRelation(value, 'preload') ? value('as')?.toLowerCase() : undefined;
  // The preload is used only if its URL and its credentials mode are those of the request that comes later: script's has no mark for these.
  const isWith = written?.toLowerCase() === 'use-credentials';
  if (isWith && preloads === 'fetch') return {};
  if (isWith) return SPELLINGS.some(([, spelled]) => spelled === written) ? undefined : { mark: 'include' };
  if (written === undefined && !always(value)) return undefined;
  if (preloads === 'font') return { grant: 'font' };
  const crossorigin = SPELLINGS.find(([each]) => each === written?.toLowerCase())?.[1] ?? 'use-CREDENTIALS';
  if (preloads === 'fetch') return { crossorigin, mark: 'same-origin' };
  // Modules are known by their URL: it is the one by which others import them, and those cannot ask with credentials.
  return isModule(element, value) ? { crossorigin, grant: 'module' } : { crossorigin };
}

/**
 * Attributes by which an element loads a part of its page, without CORS unless `crossorigin` says otherwise (HTML 4.8 and 4.2.4).
 * Under an embedder policy of `credentialless` such a request has no cookies.
 */
const PARTS =
  /^(?:(?:img|image|source|input|script|audio|video) (?:src|srcset|lowsrc|dynsrc|poster)|(?:script|link|image|feimage) (?:href|xlink:href|imagesrcset)|(?:body|table|td|th) background)$/;

/** Whether an attribute (lower case) names a part of the page. */
export function isPart(element: string, attribute: string): boolean {
  return PARTS.test(`${element} ${attribute}`);
}

/** What the page wrote where `credentialChange` put this value of `crossorigin`; the value itself where it did not. */
export function writtenCrossOrigin(value: string): string | undefined {
  const spelling = SPELLINGS.find(([, spelled]) => spelled === value);
  return spelling ? spelling[0] : value;
}

/** A manifest is fetched without cookies even from the page's own host (HTML 4.6.7.10). */
export function loadsWithoutCookiesAtHome(element: string, value: AttributeValue): boolean {
  return element === 'link' && hasRelation(value, 'manifest');
}

function isModule(element: string, value: AttributeValue): boolean {
  if (element === 'link') return hasRelation(value, 'modulepreload');
  return element === 'script' && /^[\t\n\f\r ]*module[\t\n\f\r ]*$/i.test(value('type') ?? '');
}

function hasRelation(value: AttributeValue, relation: string): boolean {
  return (value('rel') ?? '')
    .toLowerCase()
    .split(/[\t\n\f\r ]+/)
    .includes(relation);
}
