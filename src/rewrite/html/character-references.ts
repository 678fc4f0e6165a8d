import { type TokenHandler, Tokenizer } from 'parse5';
import { type Decoded, decode } from '../splice/decoded.ts';

/** A character of the document's charset as it stands in the source; undefined when the charset has none. */
export type EncodeText = (text: string) => string | undefined;

/** HTML 13.2.5.72. In attributes a `=` behind a reference without `;` decides, so it belongs to the match. */
const REFERENCE = /&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*)(?:;|=)?/g;

/** The value of an attribute without its character references. */
export function decodeAttribute(source: string, encode: EncodeText): Decoded {
  if (!source.includes('&')) return { text: source, pieces: [] };
  return decode(source, REFERENCE, (match) => inSource(ATTRIBUTE(match), match, encode));
}

/** What `&name;` stands for in an XML document; undefined for no entity of its own. */
export type EntityText = (name: string) => string | undefined;

/** XML 1.0, section 4.1. */
const XML_REFERENCE = /&(?:#x[0-9a-fA-F]+|#[0-9]+|[^\t\n\r &#;<>"'=]+);/g;
const XML_CHARACTER = /&(?:#x[0-9a-fA-F]+|#[0-9]+);/g;
/** The most that the entities of a value or text of this size may come to; what goes beyond is left as it is written. */
const expandedLimit = (size: number): number => 4096 + 16 * size;

/** A value of XML without its character and entity references. */
export function decodeXml(source: string, encode: EncodeText, entity: EntityText): Decoded {
  if (!source.includes('&')) return { text: source, pieces: [] };
  const expanded = bounded(entity, source);
  return decode(source, XML_REFERENCE, (match) => expanded(match) ?? inSource(TEXT(match), match, encode));
}

/** The literal of an entity as it is read where it is declared: entities in it stay for later (XML 1.0, section 4.4.5). */
export function decodeCharacters(source: string, encode: EncodeText): Decoded {
  return decode(source, XML_CHARACTER, (match) => inSource(TEXT(match), match, encode));
}

function bounded(entity: EntityText, source: string): (reference: string) => string | undefined {
  let room = expandedLimit(source.length);
  return (reference) => {
    const text = entity(reference.slice(1, -1));
    if (text === undefined || text.length > room) return undefined;
    room -= text.length;
    return text;
  };
}

const MARKUP = /<!--[\s\S]*?-->|<!\[CDATA\[|\]\]>|&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?/g;
const XML_MARKUP = new RegExp(`<!--[\\s\\S]*?-->|<!\\[CDATA\\[|\\]\\]>|${XML_REFERENCE.source}`, 'g');

/**
 * The text of a script or style in SVG or XML, where they are ordinary content: without comments, the marks of CDATA
 * sections and character references, in XML (`entity`) without entities as well. Undefined for what only a parser can read.
 */
export function decodeForeignText(source: string, encode: EncodeText, entity?: EntityText): Decoded | undefined {
  if (!/[<&]/.test(source)) return { text: source, pieces: [] };
  // One that nothing ends has all behind it.
  if (source.lastIndexOf('<!--') > source.lastIndexOf('-->')) return undefined;
  if (source.includes('<!--') ? source.includes('<![') : /<(?!!\[CDATA\[)[!?/]/.test(source)) return undefined;
  let section = false;
  const expanded = entity && bounded(entity, source);
  return decode(source, entity ? XML_MARKUP : MARKUP, (match) => {
    if (match === ']]>' ? section : !section && match.startsWith('<')) {
      section = match === '<![CDATA[';
      return '';
    }
    if (section || match === ']]>') return undefined;
    return expanded?.(match) ?? inSource(TEXT(match), match, encode);
  });
}

/** What is inserted into such text. A CDATA section takes it as it is. */
export function encodeForeignText(source: string): (text: string) => string {
  if (source.includes('<![CDATA[')) return (text) => text;
  return (text) => text.replace(/[&<]|[^\0-\xff]/gu, reference);
}

/** Non-ASCII characters become the bytes that the charset has for them, as if they had been written without a reference. */
function inSource(decoded: string, match: string, encode: EncodeText): string | undefined {
  if (decoded === match) return undefined;
  return /^[\0-\x7f]*$/.test(decoded) ? decoded : (encode(decoded) ?? decoded);
}

/** `<` may stand in HTML's quoted values and not in XML's. */
const UNSAFE = { '"': /[&"<]|[^\0-\xff]/gu, "'": /[&'<]|[^\0-\xff]/gu, '': /[&"'=<>`\t\n\f\r ]|[^\0-\xff]/gu };

/** What is inserted into an attribute value with these quotes ('' for none), so that it reads as `text`. */
export function encodeAttribute(quote: '"' | "'" | ''): (text: string) => string {
  return (text) => text.replace(UNSAFE[quote], reference);
}

/** The names that XML has too, but for `apos`, which HTML 4 has not. */
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function reference(char: string): string {
  return NAMED[char] ?? `&#${char.codePointAt(0)};`;
}

const CACHE_SIZE = 2048;

/** The two ways to read a reference, each through the tokenizer and its table of names; short ones are remembered. */
const ATTRIBUTE = remembered((match) => tokenize(`<a b="${match}">`));
const TEXT = remembered((match) => tokenize(match));

function remembered(read: (match: string) => string): (match: string) => string {
  const cache = new Map<string, string>();
  return (match) => {
    const known = cache.get(match);
    if (known !== undefined) return known;
    if (cache.size >= CACHE_SIZE) cache.clear();
    const decoded = read(match);
    if (match.length <= 40) cache.set(match, decoded);
    return decoded;
  };
}

function tokenize(markup: string): string {
  let text = '';
  const add = ({ chars }: { chars: string }): void => {
    text += chars;
  };
  const ignore = (): void => {};
  const handler: TokenHandler = {
    onStartTag: ({ attrs }) => {
      text += attrs[0]?.value ?? '';
    },
    onCharacter: add,
    onNullCharacter: add,
    onWhitespaceCharacter: add,
    onEndTag: ignore,
    onComment: ignore,
    onDoctype: ignore,
    onEof: ignore,
    onParseError: null,
  };
  new Tokenizer({}, handler).write(markup, true);
  return text;
}
