import { decodeCharacters, decodeXml, type EncodeText, type EntityText } from './character-references.ts';

/** A literal of the internal subset. Offsets are into the document type and lie between its quotes. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly quote: '"' | "'";
}

/** What an attribute is where a tag does not have it (XML 1.0, section 3.3.2). */
export interface DefaultAttribute extends Literal {
  readonly element: string;
  readonly attribute: string;
}

/** What the internal subset of a document type declares (XML 1.0, section 2.8). */
export interface DocumentType {
  /** The text behind `&name;`; undefined for one with elements in it, of another file, too long, or never declared. */
  readonly entity: EntityText;
  /** By the names of elements and attributes as written. */
  readonly defaults: (element: string) => ReadonlyMap<string, string>;
  readonly defaultAttributes: readonly DefaultAttribute[];
  /** Entities that are markup. */
  readonly markup: readonly Literal[];
  /** Whether an entity may bring elements. */
  readonly mayHoldElements: boolean;
}

const BLANK = '[\\t\\n\\r ]+';
const NAME = '[^\\t\\n\\r "\'<>&%;()\\[\\]=#]+';
const LITERAL = `"[^"]*"|'[^']*'`;
/** Comments and instructions, an entity (with a literal or elsewhere), a list of attributes, a parameter entity that is used. */
const DECLARATION = new RegExp(
  `<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<!ENTITY${BLANK}(?<entity>${NAME})${BLANK}(?<literal>${LITERAL})?|<!ATTLIST${BLANK}(?<element>${NAME})(?<attributes>(?:${LITERAL}|[^"'>])*)|(?<parameter>%${NAME};)|${LITERAL}`,
  'g',
);
const ATTRIBUTE = new RegExp(
  `[\\t\\n\\r ]*(${NAME})${BLANK}(?:(?:NOTATION${BLANK})?\\([^)]*\\)|[A-Z]+)${BLANK}(?:#REQUIRED|#IMPLIED|(?:#FIXED${BLANK})?(${LITERAL}))`,
  'y',
);
/** Entities within entities, and what all of them may come to: beyond that they are left as they are written. */
const DEPTH_LIMIT = 20;
const SIZE_LIMIT = 262_144;
const NONE: ReadonlyMap<string, string> = new Map();

export const NO_DOCUMENT_TYPE: DocumentType = {
  entity: () => undefined,
  defaults: () => NONE,
  defaultAttributes: [],
  markup: [],
  mayHoldElements: false,
};

/** Reads a whole `<!DOCTYPE …>`. What declarations in other files say is not known: browsers do not read those either. */
export function readDocumentType(text: string, encode: EncodeText): DocumentType {
  const from = /^<!DOCTYPE(?:"[^"]*"|'[^']*'|[^"'[>])*\[/.exec(text)?.[0].length;
  if (from === undefined) return NO_DOCUMENT_TYPE;
  /** Of declarations with one name the first counts (XML 1.0, section 4.2); undefined for an entity of another file. */
  const entities = new Map<string, string | undefined>();
  const markup: Literal[] = [];
  const found: (DefaultAttribute & { readonly value: string })[] = [];
  let mayHoldElements = false;

  DECLARATION.lastIndex = from;
  for (let match = DECLARATION.exec(text); match; match = DECLARATION.exec(text)) {
    const { entity: name, literal, element, attributes, parameter } = match.groups!;
    if (parameter !== undefined) mayHoldElements = true;
    if (name !== undefined && !entities.has(name)) {
      const replacement = literal && decodeCharacters(literal.slice(1, -1), encode).text;
      entities.set(name, replacement);
      if (replacement?.includes('<')) markup.push(literalAt(literal!, DECLARATION.lastIndex - literal!.length));
    }
    if (element === undefined) continue;
    const before = DECLARATION.lastIndex - attributes!.length;
    ATTRIBUTE.lastIndex = 0;
    for (let each = ATTRIBUTE.exec(attributes!); each; each = ATTRIBUTE.exec(attributes!)) {
      const [, attribute = '', value] = each;
      if (value === undefined) continue;
      const start = before + ATTRIBUTE.lastIndex - value.length;
      found.push({ element, attribute, value: value.slice(1, -1), ...literalAt(value, start) });
    }
  }

  const texts = new Map<string, string | undefined>();
  let depth = 0;
  let room = SIZE_LIMIT;
  /** Each is read once; one within itself is none. */
  function entity(name: string): string | undefined {
    const replacement = entities.get(name);
    if (replacement === undefined || texts.has(name)) return texts.get(name);
    texts.set(name, undefined);
    if (replacement.includes('<') || depth >= DEPTH_LIMIT) return undefined;
    depth++;
    const { text } = decodeXml(replacement, encode, entity);
    depth--;
    if (text.length > room) return undefined;
    room -= text.length;
    texts.set(name, text);
    return text;
  }

  const byElement = new Map<string, Map<string, string>>();
  for (const { element, attribute, value } of found) {
    const defaults = byElement.get(element) ?? new Map<string, string>();
    if (!defaults.has(attribute)) defaults.set(attribute, decodeXml(value, encode, entity).text);
    byElement.set(element, defaults);
  }
  return {
    entity,
    defaults: (element) => byElement.get(element) ?? NONE,
    defaultAttributes: found,
    markup,
    mayHoldElements: mayHoldElements || markup.length > 0,
  };
}

function literalAt(literal: string, start: number): Literal {
  return { start: start + 1, end: start + literal.length - 1, quote: literal.charAt(0) as '"' | "'" };
}
