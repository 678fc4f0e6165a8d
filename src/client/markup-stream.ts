import { isAt } from '../model/is-at.ts';
import { applySplices } from '../model/rewriter.ts';
import { scanAttributes } from '../rewrite/html/attribute-scanner.ts';
import type { Namespace } from '../rewrite/html/attributes.ts';
import { inlineScript } from '../rewrite/html/attributes.ts';
import type { CheckedResource } from '../rewrite/html/integrity.ts';
import { rewriteCode, rewriteJson, seldom } from './code.ts';
import { digestsOfAll } from './digests.ts';
import * as markup from './markup-interest.ts';
import { apply } from './natives.ts';
import { nativeInnerHtml, readers } from './node-natives.ts';
import { quietly } from './quietly.ts';
import { cssToSuffix, grantUrl, moduleToSuffix, sandbox, toSuffix } from './setup.ts';
import { siblingUrl } from './sibling.ts';
import { trustedMarkup } from './trusted.ts';

/** Elements whose content is text up to their end tag (HTML 13.2.5.1). */
const RAW = /^(?:script|style|textarea|title|xmp|iframe|noembed|noframes|noscript)$/;
const TAG_NAME = /<\/?[a-z][^\t\n\f\r />]*/iy;
/** What follows in a tag, piece by piece (HTML 13.2.5.32 to 13.2.5.39): a value without its closing quote takes all the rest. */
const TAG_PART =
  /[\t\n\f\r /]+|=?[^\t\n\f\r />=]*(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\t\n\f\r >]*))?/y;

/** Where the tag at `at` ends, start tag or end tag; nowhere if it is no tag, or not a whole one. */
function tagEnd(text: string, at: number): number | undefined {
  TAG_NAME.lastIndex = at;
  if (!TAG_NAME.test(text)) return undefined;
  let end = TAG_NAME.lastIndex;
  while (end < text.length) {
    if (text.charCodeAt(end) === 0x3e) return end + 1;
    TAG_PART.lastIndex = end;
    TAG_PART.test(text);
    end = TAG_PART.lastIndex;
  }
  return undefined;
}

/** What cannot be read tag by tag: text up to an end tag, foreign elements, comments. */
const NEEDS_STATE = /<(?:script|style|textarea|title|xmp|iframe|no|plaintext|svg|math|[!?])/i;

/** Whether markup can change on its way; in a sandbox every URL may, relative ones too. */
export const isOfInterest = (text: string): boolean => sandbox.on || markup.isOfInterest(text);

const inert = document.implementation.createHTMLDocument('');
const holder = inert.createElement('div');

/** The value of an attribute without its character references, read by the browser itself. */
function decoded(source: string, quote: string): string {
  if (!source.includes('&')) return source;
  const mark = quote || '"';
  apply(nativeInnerHtml.set!, holder, [trustedMarkup(`<a b=${mark}${source}${mark}>`)]);
  return String(apply(readers.getAttribute, holder.firstElementChild, ['b']));
}

/** Between quotes what the page has written stays as it is, as far as it can. */
function encoded(value: string, quote: string): string {
  if (quote !== '') return value.replaceAll('&', '&amp;').replaceAll(quote, quote === '"' ? '&quot;' : '&#39;');
  return value.replace(/[&"'=<>`\s]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An element as far as its attributes' meaning depends on it. */
export interface AttributeOwner {
  /** Lower case. */
  readonly element: string;
  /** Not known of markup within `svg` and `math`, in which elements of HTML may stand, and end them. */
  readonly namespace: Namespace | undefined;
  /** The value of another attribute. */
  value(name: string): string | null | undefined;
}

export interface MarkupOptions {
  /** An attribute's value as it goes to the browser. */
  readonly attribute: (owner: AttributeOwner, name: string, value: string) => string;
  /** Asked for each start tag: where `head` goes, if it goes beside this one. */
  readonly place?: (name: string) => 'before' | 'behind' | undefined;
  readonly head?: string;
  /** It is read as what is within an SVG or MathML element. */
  readonly isForeign?: boolean;
}

/** A piece of markup read as it is written, in any pieces; what no rule touches goes on as it came. */
export interface MarkupStream {
  write(markup: string): string;
  /** Another text in place of the last one. */
  again(markup: string): string;
  /** What was held back: an unfinished tag or script. */
  end(): string;
}

export function createMarkupStream(options: MarkupOptions): MarkupStream {
  const { place: placeOf, head = '', isForeign = false } = options;
  let held = '';
  /** The open raw element and how its text is mapped. */
  let raw: { readonly name: string; readonly map: (text: string) => string } | undefined;
  let foreign = +isForeign;

  function tag(text: string, name: string): string {
    const place = placeOf?.(name);
    const isRoot = name === 'svg' || name === 'math';
    const out = tagIn(text, name, isRoot || foreign > 0, options);
    if (isRoot && !text.endsWith('/>')) foreign++;
    if (
      RAW.test(name) &&
      (foreign === 0 || name === 'script' || name === 'style') &&
      !(foreign > 0 && text.endsWith('/>'))
    )
      raw = {
        name,
        map: foreign > 0 ? withElements(contentOf(text, name, true, options)) : contentOf(text, name, false, options),
      };
    if (place === 'before') return head + out;
    return place === 'behind' ? out + head : out;
  }

  /** In SVG a style or script is no raw text: elements may stand in it, or end it and all the SVG. */
  const withElements =
    (map: (content: string) => string) =>
    (content: string): string =>
      mapMarkup(map(content), { attribute: options.attribute, isForeign: true });

  function advance(last: boolean): string {
    let out = '';
    let at = 0;
    while (at < held.length) {
      if (raw) {
        const end = new RegExp(`</${raw.name}(?=[\\t\\n\\f\\r />])`, 'ig');
        end.lastIndex = at;
        const found = end.exec(held);
        if (!found) break;
        out += raw.map(held.slice(at, found.index));
        at = found.index;
        raw = undefined;
      }
      const open = held.indexOf('<', at);
      if (open < 0) {
        out += held.slice(at);
        at = held.length;
        break;
      }
      out += held.slice(at, open);
      at = open;
      if (isAt(held, '<!--', at)) {
        const end = /--!?>/g;
        end.lastIndex = at + 2;
        if (!end.exec(held)) break;
        out += held.slice(at, end.lastIndex);
        at = end.lastIndex;
        continue;
      }
      if (/^<(?:!-?)?$/.test(held.slice(at, at + 4)) && !last) break;
      const end = tagEnd(held, at);
      if (end !== undefined) {
        const text = held.slice(at, end);
        const name = tagName(text);
        if (text.startsWith('</')) {
          if ((name === 'svg' || name === 'math') && foreign > 0) foreign--;
          out += text;
        } else out += tag(text, name);
        at += text.length;
      } else if (/^<\/?[a-z]/i.test(held.slice(at, at + 3))) break;
      else {
        out += '<';
        at++;
      }
    }
    held = held.slice(at);
    return out;
  }

  let before = { held, raw, foreign };

  function write(markup: string): string {
    before = { held, raw, foreign };
    if (held === '' && raw === undefined && placeOf === undefined && !/<svg|<math/i.test(markup) && isPlain(markup))
      return markup;
    held += markup;
    return advance(false);
  }

  return {
    write: quietly(write),
    again: quietly((markup: string) => {
      ({ held, raw, foreign } = before);
      return write(markup);
    }),
    end: quietly(() => {
      const out = advance(true);
      const rest = raw && !/^script$/.test(raw.name) ? raw.map(held) : held;
      held = '';
      raw = undefined;
      return out + rest;
    }),
  };
}

function tagName(tag: string): string {
  return /^<\/?([^\t\n\f\r />]*)/.exec(tag)![1]!.toLowerCase();
}

/** Whole tags only, and nothing in them that would be mapped. */
function isPlain(markup: string): boolean {
  return (
    !isOfInterest(markup) &&
    markup.lastIndexOf('<') <= markup.lastIndexOf('>') &&
    !/<(?:style|textarea|title|xmp|iframe|no|!)/i.test(markup)
  );
}

/** The value of an attribute of a tag. */
function valueIn(text: string, wanted: string): string | undefined {
  const found = scanAttributes(text, true).find((each) => each.name === wanted);
  return found && decoded(text.slice(found.valueStart, found.valueEnd), found.quote);
}

/** What loads with CORS, or may. */
const ASKS = /crossorigin|=.?module/i;

/** A start tag with its attributes mapped. */
function tagIn(text: string, name: string, isForeign: boolean, options: MarkupOptions): string {
  if (!isOfInterest(text)) return text;
  const attributes = scanAttributes(text, true);
  const owner: AttributeOwner = {
    element: name,
    namespace: isForeign ? undefined : 'html',
    value: (wanted) => valueIn(text, wanted),
  };
  const splices = attributes.flatMap(({ name: attribute, valueStart, valueEnd, quote }) => {
    if (valueStart === valueEnd) return [];
    const value = decoded(text.slice(valueStart, valueEnd), quote);
    const next = options.attribute(owner, attribute, value);
    return next === value ? [] : [{ start: valueStart, end: valueEnd, text: encoded(next, quote) }];
  });
  const out = applySplices(text, splices);
  return (!sandbox.on && ASKS.test(text) && seldom()?.asked(out, owner, siblingUrl, grantUrl)) || out;
}

/** How the text of a raw element is mapped. */
function contentOf(
  text: string,
  name: string,
  isForeign: boolean,
  options: MarkupOptions,
): (content: string) => string {
  if (name === 'style') return (content) => cssToSuffix(content);
  if (name === 'noscript') return (content) => mapMarkup(content, { attribute: options.attribute });
  if (name !== 'script') return (content) => content;
  const hasSource = valueIn(text, isForeign ? 'href' : 'src') !== undefined;
  return hasSource
    ? (content) => content
    : (content) => scriptTextIn(content, valueIn(text, 'type'), valueIn(text, 'language'));
}

/** The text of a script element as it must stand in the browser. */
export function scriptTextIn(source: string, type: string | undefined, language: string | undefined): string {
  const kind = inlineScript(type, language);
  if (kind === 'data') return source;
  if (kind === 'script' || kind === 'module') return rewriteCode(source, kind);
  return kind === 'importmap' ? importMapIn(source) : rewriteJson(source, toSuffix);
}

/** An import map may name digests of many modules: the gateway is asked about all of them at once. */
function importMapIn(source: string): string {
  const named: CheckedResource[] = [];
  const mapped = rewriteJson(source, moduleToSuffix, (resource) => {
    named.push(resource);
    return resource.digests;
  });
  if (named.length === 0) return mapped;
  const told = digestsOfAll(named);
  let at = 0;
  return rewriteJson(source, moduleToSuffix, () => told[at++]!.replace(/\t/g, '\\t'));
}

/** Markup as a whole. */
export function mapMarkup(markup: string, options: MarkupOptions): string {
  if (options.place === undefined && !isOfInterest(markup)) return markup;
  if (options.place === undefined && !NEEDS_STATE.test(markup) && markup.lastIndexOf('<') <= markup.lastIndexOf('>'))
    return mapTags(markup, options);
  const stream = createMarkupStream(options);
  return stream.write(markup) + stream.end();
}

/** Markup without any state: nothing but tags and text. */
function mapTags(markup: string, options: MarkupOptions): string {
  let out = '';
  let done = 0;
  for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', at)) {
    const end = tagEnd(markup, at);
    const tag = markup.slice(at, end ?? at);
    if (isOfInterest(tag)) {
      out += markup.slice(done, at) + tagIn(tag, tagName(tag), options.isForeign === true, options);
      done = end!;
    }
    at = end ?? at + 1;
  }
  return out + markup.slice(done);
}
