import { applySplices, type Splice } from '../../model/rewriter.ts';
import type { GrantUrl } from '../grant-url.ts';
import { type AttributeValue, type CredentialChange, credentialChange } from '../html/credentials.ts';
import { type CheckedResource, loadedAs } from '../html/integrity.ts';
import { mark } from '../mark.ts';
import { rewriteSrcset } from '../url.ts';

type MapUrl = (url: string) => string;

/** What the links of one answer become beside their addresses. */
export interface LinkContext {
  /** The digests that a file has here, behind those it has at the app; undefined where nobody can vouch for it. */
  readonly digests: (resource: CheckedResource) => string | undefined;
  /** For what browsers fetch from a sibling host without credentials. */
  readonly grant: GrantUrl;
  /** Whether the field is of a document in a sandbox without its origin, which loads all with grants. */
  readonly isOpaque?: boolean;
  /** Whether a suffix URL is of the host that sent the field. */
  readonly own: MapsToOwn;
}
type MapsToOwn = (suffixUrl: string) => boolean;

/** What commas part in the field: targets and quoted values may hold some. */
const LINK = /(?:<[^<>]*>|"(?:[^"\\]|\\.?)*(?:"|$)|[^,])+/gs;
/**
 * A target in angle brackets, a parameter with perhaps a value (RFC 8288 section 3), a quoted string, or any other character.
 * Every alternative takes all it has looked at, so a hostile field costs no more than its length.
 */
const PART =
  /<(?<target>[^<>]*)>|(?<name>[a-z*-]+)(?:(?<sign>[\t ]*=[\t ]*)(?:"(?<quoted>(?:[^"\\]|\\.?)*)(?:"|$)|(?<plain>[^\t ;,"<]*)))?|"(?:[^"\\]|\\.?)*(?:"|$)|./gis;
const ABSOLUTE = /^[\t\n\r ]*(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i;
/** Parts of a link that only announce what something else will load. */
const HINTS = new Set(['preload', 'modulepreload']);

/** A place in the text of a link, and what stands there. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}
interface Parameter extends Place {
  /** Whether it may hold blanks and more. */
  readonly isQuoted: boolean;
}
interface Link {
  readonly target: Place | undefined;
  /** Of parameters with one name the first counts (RFC 8288 section 3.3). */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly anchors: readonly Parameter[];
}

function scan(text: string): Link {
  const parameters = new Map<string, Parameter>();
  const anchors: Parameter[] = [];
  let target: Place | undefined;
  for (const { index, groups = {} } of text.matchAll(PART)) {
    const { name, sign, quoted, plain } = groups;
    if (groups['target'] !== undefined) {
      target ??= { start: index + 1, end: index + 1 + groups['target'].length, value: groups['target'] };
      continue;
    }
    if (name === undefined) continue;
    const start = index + name.length + (sign === undefined ? 0 : sign.length + (quoted === undefined ? 0 : 1));
    const value = quoted ?? plain ?? '';
    const parameter = { start, end: start + value.length, value, isQuoted: quoted !== undefined };
    const key = name.toLowerCase();
    if (key === 'anchor') anchors.push(parameter);
    else if (!parameters.has(key)) parameters.set(key, parameter);
  }
  return { target, parameters, anchors };
}

const attributesOf =
  ({ parameters }: Link): AttributeValue =>
  (name) =>
    parameters.get(name)?.value;

/** What a link loads by a digest, if its body may be changed on the way. */
function checked({ target, ...link }: Link, map: MapUrl): CheckedResource | undefined {
  const value = attributesOf({ target, ...link });
  const digests = value('integrity');
  const url = target?.value;
  if (url === undefined || !digests || (ABSOLUTE.test(url) && map(url) === url)) return undefined;
  const loads = loadedAs('link', value);
  return loads && { url, digests, loads, separator: '\t \t' };
}

/** The files that a Link field names with digests and that the gateway may change. */
export function checkedLinks(value: string, map: MapUrl): readonly CheckedResource[] {
  return (value.match(LINK) ?? []).flatMap((text) => checked(scan(text), map) ?? []);
}

/**
 * A Link field with its targets, anchors and image candidates mapped; what it preloads is asked for as the page will ask for
 * it, with the digests it will have. Everything else stays as it is. Undefined where nothing is left: a preload for whose
 * digest nobody can vouch is left out, since without it the browser would keep a file unchecked. It is a hint, and what uses
 * the file asks for it itself.
 */
export function rewriteLink(value: string, map: MapUrl, context?: LinkContext): string | undefined {
  const links = value.match(LINK) ?? [];
  const kept = links.flatMap((text) => rewritten(text, map, context) ?? []);
  if (kept.length === links.length) return kept.join(',');
  return kept.length === 0 ? undefined : kept.join(',').trim();
}

function rewritten(text: string, map: MapUrl, context: LinkContext | undefined): string | undefined {
  const link = scan(text);
  const { target, parameters, anchors } = link;
  const splices: Splice[] = [];
  const put = ({ start, end, value }: Place, next: string): void => {
    if (next !== value) splices.push({ start, end, text: next });
  };

  const resource = checked(link, map);
  const integrity = parameters.get('integrity');
  if (resource && integrity) {
    const digests = context?.digests(resource);
    if (digests === undefined && relations(link).some((each) => HINTS.has(each))) return undefined;
    if (digests !== undefined) put(integrity, integrity.isQuoted ? digests : `"${digests}"`);
  }

  const hints = context && relations(link).some((each) => HINTS.has(each)) ? context : undefined;
  const change = hints && (hints.isOpaque ? { grant: 'part' as const } : asked(link, map, hints));
  const load = (url: string): string => (change && hints ? loading(url, map, change, hints) : map(url));
  const srcset = parameters.get('imagesrcset');
  if (target) put(target, load(target.value));
  if (srcset?.isQuoted) put(srcset, rewriteSrcset(srcset.value, load));
  if (change?.crossorigin !== undefined) splices.push(spelled(text, parameters.get('crossorigin'), change.crossorigin));
  for (const anchor of anchors) if (anchor.isQuoted) put(anchor, map(anchor.value));
  return applySplices(
    text,
    splices.sort((a, b) => a.start - b.start),
  );
}

function relations(link: Link): readonly string[] {
  return (attributesOf(link)('rel') ?? '').toLowerCase().split(/[\t ]+/);
}

/** How a link asks for what it loads from a sibling host. */
function asked(link: Link, map: MapUrl, { own }: LinkContext): CredentialChange | undefined {
  const url = link.target?.value ?? '';
  const mapped = map(url);
  return ABSOLUTE.test(url) && mapped !== url && !own(mapped)
    ? (credentialChange('link', attributesOf(link)) ?? { grant: 'part' })
    : undefined;
}

function loading(url: string, map: MapUrl, change: CredentialChange, { grant, own, isOpaque }: LinkContext): string {
  const mapped = map(url);
  if (isOpaque) return grant(mapped, 'part');
  if (mapped === url || own(mapped)) return mapped;
  if (change.mark !== undefined) return mark(mapped, change.mark);
  return change.grant === undefined ? mapped : grant(mapped, change.grant);
}

function spelled(text: string, written: Parameter | undefined, value: string): Splice {
  if (!written) return { start: text.length, end: text.length, text: `; crossorigin=${value}` };
  const { start, end } = written;
  return { start, end, text: /[="]$/.test(text.slice(0, start).trimEnd()) ? value : `=${value}` };
}
