import type { Splice } from '../../model/rewriter.ts';
import { encodeSplices } from '../splice/decoded.ts';
import { difference, moved } from '../splice/difference.ts';
import { wholePieces } from '../splice/whole-pieces.ts';
import type { AttributeScope } from './attribute-splices.ts';
import { attributeKind } from './attributes.ts';
import { decodeCharacters } from './character-references.ts';
import type { DefaultAttribute, DocumentType, Literal } from './document-type.ts';
import { tagSplices } from './tag-splices.ts';
import { nameParts } from './xml-namespaces.ts';

/**
 * The splices over a document type: default attributes as if they stood in a tag, and entities that are markup as `markup`
 * has it. An entity that is text stays, since a page may show it.
 */
export function documentTypeSplices(
  text: string,
  type: DocumentType,
  scope: AttributeScope,
  markup: (markup: string) => string,
): readonly Splice[] {
  return [
    ...type.defaultAttributes.flatMap((each) => defaultSplices(text, each, type, scope)),
    ...type.markup.flatMap((each) => markupSplices(text, each, scope, markup)),
  ].sort((a, b) => a.start - b.start);
}

/** Namespaces are declared further on, so the attribute is what its name says, in HTML first. */
function defaultSplices(
  text: string,
  { element, attribute, start, end }: DefaultAttribute,
  { entity }: DocumentType,
  scope: AttributeScope,
): readonly Splice[] {
  const [, name] = nameParts(element.toLowerCase());
  const [prefix, local] = nameParts(attribute);
  if (prefix === 'xmlns') return [];
  const known = prefix !== '' && prefix !== 'xml' ? `xlink:${local}` : attribute;
  const namespace = attributeKind(name, known, 'html') === undefined ? 'foreign' : 'html';
  const lead = `<${name} ${attribute}=`;
  const tag = `${lead}${text.slice(start - 1, end + 1)}>`;
  const xml = { entity, nameOf: () => known, defaults: new Map() };
  return moved(tagSplices({ text: tag, element: name, namespace, xml }, scope).splices, start - 1 - lead.length);
}

function markupSplices(
  text: string,
  { start, end, quote }: Literal,
  { options }: AttributeScope,
  markup: (markup: string) => string,
): readonly Splice[] {
  const content = decodeCharacters(text.slice(start, end), options.encode);
  const changes = difference(content.text, markup(content.text));
  // XML 1.0, section 4.4.5: what stands for a character or a parameter does so when the entity is declared.
  const encode = (inserted: string): string =>
    inserted.replace(/&#|%|["']/g, (char) =>
      char === '&#' ? '&#38;#' : char === '%' || char === quote ? `&#${char.charCodeAt(0)};` : char,
    );
  return moved(encodeSplices(content, wholePieces(content, changes), encode), start);
}
