/**
 * What an attribute's value is; attribute-splices.ts has the rule for each. A `url` or a `link` may be a `javascript:` one; `base` is
 * the URL that relative ones are resolved against.
 */
export type AttributeKind =
  | 'url'
  /** A URL that takes a window elsewhere. */
  | 'link'
  /** A URL that is asked for as the element around says: with CORS or without (HTML 4.8.11). */
  | 'media'
  | 'base'
  | 'url-list'
  | 'allow'
  | 'srcset'
  | 'animation-values'
  | 'style'
  | 'handler'
  /** The one that is called with the URL of a script. */
  | 'error-handler'
  | 'srcdoc'
  | 'refresh'
  | 'csp'
  | 'integrity';

/** HTML elements, or SVG and MathML ones. */
export type Namespace = 'html' | 'foreign';

const ANY = '*';
const ANIMATIONS = 'set animate animatetransform animatemotion animatecolor';

/**
 * Every attribute that is a URL, a style, a script or a document, with the elements it is one on: HTML, index of attributes;
 * SVG 2; MathML Core; and the obsolete ones that browsers still follow. Parsers of HTML make an `img` of `image`. Elsewhere such a
 * name is the app's own data.
 */
const RULES: ReadonlyArray<readonly [namespace: Namespace, names: string, kind: AttributeKind, elements: string]> = [
  ['html', 'href', 'link', 'a area'],
  ['html', 'href', 'url', 'link'],
  ['html', 'href', 'base', 'base'],
  ['html', 'src', 'url', 'img image script iframe frame embed audio video input bgsound portal fencedframe'],
  ['html', 'src', 'media', 'source track'],
  ['html', 'action', 'link', 'form'],
  ['html', 'formaction', 'link', 'button input'],
  ['html', 'data', 'url', 'object'],
  ['html', 'codebase classid', 'url', 'object applet'],
  ['html', 'archive', 'url-list', 'object'],
  ['html', 'poster', 'url', 'video'],
  ['html', 'cite', 'url', 'blockquote q del ins'],
  ['html', 'background', 'url', 'body table thead tbody tfoot tr td th'],
  ['html', 'longdesc', 'url', 'img iframe frame'],
  ['html', 'usemap', 'url', 'img input object'],
  ['html', 'lowsrc dynsrc', 'url', 'img image input'],
  ['html', 'manifest', 'url', 'html'],
  ['html', 'profile', 'url-list', 'head'],
  ['html', 'icon', 'url', 'command menuitem'],
  ['html', 'ping', 'url-list', 'a area'],
  ['html', 'attributionsrc', 'url-list', 'a area img script'],
  ['html', 'srcset', 'srcset', 'img image source'],
  ['html', 'imagesrcset', 'srcset', 'link'],
  ['html', 'integrity', 'integrity', 'script link'],
  ['html', 'allow', 'allow', 'iframe fencedframe'],
  ['html', 'srcdoc', 'srcdoc', 'iframe'],
  ['html', 'style', 'style', ANY],
  ['html', 'xml:base', 'base', ANY],
  ['foreign', 'href xlink:href', 'url', ANY],
  ['foreign', 'src', 'url', 'mglyph'],
  ['foreign', 'xml:base', 'base', ANY],
  ['foreign', 'style', 'style', ANY],
  ['foreign', 'fill stroke filter clip-path mask cursor marker marker-start marker-mid marker-end', 'style', ANY],
  ['foreign', 'to from by', 'url', ANIMATIONS],
  ['foreign', 'values', 'animation-values', ANIMATIONS],
];

type Table = ReadonlyMap<string, ReadonlyMap<string, AttributeKind>>;
const TABLES: Readonly<Record<Namespace, Table>> = { html: table('html'), foreign: table('foreign') };

function table(namespace: Namespace): Table {
  const byName = new Map<string, Map<string, AttributeKind>>();
  for (const [where, names, kind, elements] of RULES) {
    if (where !== namespace) continue;
    for (const name of names.split(' ')) {
      const byElement = byName.get(name) ?? new Map<string, AttributeKind>();
      for (const element of elements.split(' ')) byElement.set(element, kind);
      byName.set(name, byElement);
    }
  }
  return byName;
}

/**
 * What an attribute is on an element, both in lower case; undefined when it is the app's own data. Whoever does not know
 * the namespace gets what either one says, HTML first.
 */
export function attributeKind(element: string, attribute: string, namespace?: Namespace): AttributeKind | undefined {
  // Any name, because browsers keep adding events.
  if (attribute.length > 2 && attribute.startsWith('on'))
    return attribute === 'onerror' && /^(?:body|frameset)$/.test(element) ? 'error-handler' : 'handler';
  if (namespace === undefined)
    return attributeKind(element, attribute, 'html') ?? attributeKind(element, attribute, 'foreign');
  const byElement = TABLES[namespace].get(attribute);
  return byElement && (byElement.get(element) ?? byElement.get(ANY));
}

/** Whether an attribute of this name, in lower case, is more than the app's own data on any element at all. */
export function isKnownAttribute(attribute: string): boolean {
  return attribute.startsWith('on') || TABLES.html.has(attribute) || TABLES.foreign.has(attribute);
}

/** HTML, "JavaScript MIME type". */
const JAVASCRIPT =
  /^(?:(?:application|text)\/(?:x-)?(?:java|ecma)script|text\/(?:javascript1\.[0-5]|jscript|livescript))$/;

/** What a script element holds: code of either goal, JSON with URLs, or somebody's data. */
export type InlineScript = 'script' | 'module' | 'importmap' | 'speculationrules' | 'data';

const OTHER_TYPES: Readonly<Record<string, InlineScript>> = {
  module: 'module',
  importmap: 'importmap',
  speculationrules: 'speculationrules',
};

/** HTML, "prepare the script element": the `type` decides, without one the old `language`. */
export function inlineScript(type: string | undefined, language: string | undefined): InlineScript {
  const written = type ?? (language === undefined || language === '' ? '' : `text/${language}`);
  if (written === '') return 'script';
  const words = written.toLowerCase().match(/[^\t\n\f\r ]+/g);
  const name = words?.length === 1 ? words[0]! : ' ';
  if (JAVASCRIPT.test(name)) return 'script';
  return Object.hasOwn(OTHER_TYPES, name) ? OTHER_TYPES[name]! : 'data';
}
