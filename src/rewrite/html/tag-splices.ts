import type { Splice } from '../../model/rewriter.ts';
import { isRelative } from '../grant-url.ts';
import { IN_SANDBOX, mark } from '../mark.ts';
import { encodeSplices } from '../splice/decoded.ts';
import { difference, moved } from '../splice/difference.ts';
import { wholePieces } from '../splice/whole-pieces.ts';
import { type AttributeText, scanAttributes } from './attribute-scanner.ts';
import { type AttributeScope, attributeSplices } from './attribute-splices.ts';
import { type AttributeKind, attributeKind, type Namespace } from './attributes.ts';
import { decodeAttribute, decodeXml, type EntityText, encodeAttribute } from './character-references.ts';
import type { HtmlOptions } from './contract.ts';
import { credentialSplices } from './credential-splices.ts';
import {
  type AttributeValue,
  type CredentialChange,
  credentialChange,
  isPart,
  loadsWithoutCookiesAtHome,
} from './credentials.ts';
import { dataDocument } from './data-document.ts';
import { dataSource, inLetters } from './data-source.ts';
import { loadedAs } from './integrity.ts';
import { isFramed, isSandbox } from './sandbox.ts';
import { isUpgraded, upgraded } from './upgraded.ts';

/** A whole start tag. `text` runs from `<` to `>`. */
export interface StartTag {
  readonly text: string;
  /** Lower case, without a namespace prefix. */
  readonly element: string;
  readonly namespace: Namespace;
  /** What XML has besides; it does not fold the case of attribute names, as HTML does. */
  readonly xml?: XmlTag;
}

/** How a start tag of XML is read. */
export interface XmlTag {
  readonly entity: EntityText;
  /** The name by which the tables know an attribute: `xlink:href`, whatever its prefix. */
  readonly nameOf: (attribute: string) => string;
  /** Attributes that it has without being written, by the names of the tables. */
  readonly defaults: ReadonlyMap<string, string>;
}

export interface TagChange {
  readonly splices: readonly Splice[];
  /** The attributes of the tag, for what its content is read as. */
  readonly value: AttributeValue;
}

/** `http-equiv` values whose `content` is rewritten (HTML 4.2.5.3). */
const PRAGMAS: Readonly<Record<string, AttributeKind>> = { refresh: 'refresh', 'content-security-policy': 'csp' };

/** What a URL has to hold for anything to change in it: an authority, a scheme that is script, or a reference to either. */
const SINGLE: ReadonlySet<AttributeKind> = new Set(['url', 'link', 'media']);
const URL_OF_INTEREST = /[\\/][\t\n\r]*[\\/]|&|^[\0-\x20]*j/i;

/** The splices over a start tag: its URLs, styles, handlers and documents, and how it asks for credentials. */
export function tagSplices({ text, element, namespace, xml }: StartTag, written: AttributeScope): TagChange {
  const scope = upgraded(written);
  const byName = new Map<string, AttributeText>();
  // Of attributes with one name the first counts (HTML 13.2.5.33).
  for (const each of scanAttributes(text, xml === undefined)) {
    const name = xml ? xml.nameOf(each.name) : each.name;
    if (!byName.has(name)) byName.set(name, each);
  }

  const decoded = ({ valueStart, valueEnd }: AttributeText) => {
    const { encode } = scope.options;
    const source = text.slice(valueStart, valueEnd);
    return xml ? decodeXml(source, encode, xml.entity) : decodeAttribute(source, encode);
  };
  const value: AttributeValue = (name) => {
    const attribute = byName.get(name);
    return attribute ? decoded(attribute).text : xml?.defaults.get(name);
  };
  const kindOf = (name: string): AttributeKind | undefined =>
    element === 'meta' && name === 'content' && namespace === 'html'
      ? PRAGMAS[(value('http-equiv') ?? '').toLowerCase()]
      : attributeKind(element, name, namespace);

  const splices: Splice[] = [];
  const { isOpaque = false } = scope.options;
  const change = isOpaque ? undefined : credentialChange(element, value);
  const parts = !change && scope.options.parts === true ? granted(scope, 'part') : undefined;
  const anywhere = change !== undefined && loadsWithoutCookiesAtHome(element, value);
  const inner = change?.mark || change?.grant ? { ...scope, options: loading(scope.options, change, anywhere) } : scope;
  const boxes = !isOpaque && scope.options.sandboxed !== undefined && isSandbox(element, value);
  const shown = boxes ? inSandbox(scope) : undefined;
  let loaded: AttributeText | undefined;
  for (const [name, attribute] of byName) {
    const { valueStart, valueEnd, quote } = attribute;
    if (valueStart === valueEnd) continue;
    const kind = kindOf(name);
    const loads = LOADING.has(name);
    const source = text.slice(valueStart, valueEnd);
    const here = loads && anywhere && !ABSOLUTE.test(source);
    const isFrame = isFramed(element, name);
    const goesOn = kind === 'refresh' || isFrame;
    const media = kind === 'media' && !isOpaque;
    const part = parts !== undefined && !media && (isPart(element, name) || (isOpaque && goesOn));
    const shows = shown !== undefined && (name === 'src' || kind === 'srcdoc');
    const isData = (loads || isFrame) && DATA_URL.test(source);
    const needed = here || shows || isData || (part && isOpaque);
    if (kind === undefined || (SINGLE.has(kind) && !needed && !URL_OF_INTEREST.test(source))) continue;
    const content = decoded(attribute);
    // It leads on as a link does, where no mark must say how it is asked for.
    const leads = !change && !part && isUpgraded(element, name, content.text, written.options.url);
    const data = isData ? dataIn({ element, namespace, name, url: content.text }, value, scope) : undefined;
    const special =
      (shows && shown) || (part && parts) || (media && granted(scope, 'media')) || (loads && inner) || scope;
    const changes =
      data === undefined
        ? attributeSplices(leads ? 'link' : kind, content.text, leads || kind === 'link' ? written : special)
        : difference(content.text, data);
    const whole = wholePieces(content, changes);
    if (changes.length > 0) splices.push(...moved(encodeSplices(content, whole, encodeAttribute(quote)), valueStart));
    const leaves = changes.length > 0 && (anywhere || !scope.options.own?.(scope.options.url(content.text)));
    if (loads && (here || leaves)) loaded = attribute;
  }
  if (element === 'source' && loaded && loaded === byName.get('srcset')) scope.picture.leads = true;
  if (element === 'img' && scope.picture.leads) loaded ??= byName.get('crossorigin');
  if (element === 'img' || element === 'picture') scope.picture.leads = false;
  if (loaded && change?.crossorigin)
    splices.push(...credentialSplices(change.crossorigin, loaded, byName.get('crossorigin')));
  const digests = integritySplices(element, byName.get('integrity'), value, scope.options);
  splices.push(...digests);
  if (digests.length > 0 && !xml) splices.push(...nonceSplices(element, value, scope.options));
  return { splices: splices.sort((a, b) => a.start - b.start), value };
}

/** A `data:` URL as it must be here; undefined where it stays. */
function dataIn(
  {
    element,
    namespace,
    name,
    url,
  }: Pick<StartTag, 'element' | 'namespace'> & { readonly name: string; readonly url: string },
  value: AttributeValue,
  { options, ofData }: AttributeScope,
): string | undefined {
  if (!isFramed(element, name)) return dataSource(element, namespace, value, url, options);
  return dataDocument(inLetters(url, options) ?? '', ofData);
}

/** Attributes whose URL the element loads by itself. */
const LOADING: ReadonlySet<string> = new Set(['src', 'href', 'xlink:href', 'srcset', 'imagesrcset']);
const DATA_URL = /^[\0-\x20]*data:/i;
const ABSOLUTE = /^[\0-\x20]*(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i;

/** The options for the URLs an element loads: each one says what its request will not. */
function loading(options: HtmlOptions, { mark: mode, grant }: CredentialChange, anywhere: boolean): HtmlOptions {
  const url = (written: string): string => {
    const mapped = options.url(written);
    if ((mapped === written && ABSOLUTE.test(written)) || (options.own?.(mapped) && !anywhere)) return mapped;
    if (mode !== undefined) return mark(mapped, mode);
    return grant && options.grant ? options.grant(mapped, grant) : mapped;
  };
  return { ...options, url };
}

/** The same for what may be fetched without credentials: the parts of a page as a whole, and what does not say by itself. */
function granted(scope: AttributeScope, grant: 'media' | 'part'): AttributeScope {
  return { ...scope, options: loading(scope.options, { grant }, false) };
}

/** The same for the document that an element shows in a sandbox: the URL says so, unless it leads away. */
function inSandbox(scope: AttributeScope): AttributeScope {
  const { options } = scope;
  const grant = options.sandboxed?.().grant;
  const url = (written: string): string => {
    const mapped = options.url(written);
    const isOurs = isRelative(written) ? grant?.(mapped, 'part') !== mapped : mapped !== written;
    return isOurs ? mark(mapped, IN_SANDBOX) : mapped;
  };
  return { ...scope, options: { ...options, url }, document: scope.sandboxed };
}

function integritySplices(
  element: string,
  attribute: AttributeText | undefined,
  value: AttributeValue,
  { integrity }: HtmlOptions,
): readonly Splice[] {
  const digests = value('integrity');
  const url = value('src') ?? value('href');
  const loads = digests && url && integrity ? loadedAs(element, value) : undefined;
  if (!(attribute && digests && url && integrity && loads)) return [];
  const text = integrity({ url, digests, loads, separator: '\t \t' });
  if (text === digests) return [];
  const { valueStart, valueEnd, quote } = attribute;
  return [{ start: valueStart, end: valueEnd, text: quote === '' ? `"${text}"` : text }];
}

/**
 * A script that a policy lets in by its digests has others once the gateway has changed it, so a nonce lets it in. Of two
 * attributes with one name the first counts, so it goes before the tag's own.
 */
function nonceSplices(element: string, value: AttributeValue, { inline }: HtmlOptions): readonly Splice[] {
  if (loadedAs(element, value) !== 'script') return [];
  const given = inline?.nonceForFile(value('integrity') ?? '', value('nonce'));
  const at = 1 + element.length;
  return given ? [{ start: at, end: at, text: ` nonce="${given.nonce}"` }] : [];
}
