import type { Splice } from '../../model/rewriter.ts';
import { encodeSplices } from '../splice/decoded.ts';
import { moved } from '../splice/difference.ts';
import { type AttributeText, scanAttributes } from './attribute-scanner.ts';
import { type AttributeScope, attributeSplices } from './attribute-splices.ts';
import { type AttributeKind, attributeKind, type Namespace } from './attributes.ts';
import { decodeAttribute, encodeAttribute } from './character-references.ts';
import type { HtmlOptions } from './contract.ts';
import { type AttributeValue, credentialChange } from './credentials.ts';
import { loadedAs } from './integrity.ts';

/** A whole start tag. `text` runs from `<` to `>`. */
export interface StartTag {
  readonly text: string;
  /** Lower case, without a namespace prefix. */
  readonly element: string;
  readonly namespace: Namespace;
  /** HTML folds the case of attribute names, XML does not. */
  readonly isHtml: boolean;
}

export interface TagChange {
  readonly splices: readonly Splice[];
  /** The attributes of the tag, for what its content is read as. */
  readonly value: AttributeValue;
}

/** `http-equiv` values whose `content` is rewritten (HTML 4.2.5.3). */
const PRAGMAS: Readonly<Record<string, AttributeKind>> = { refresh: 'refresh', 'content-security-policy': 'csp' };

/** What a URL has to hold for anything to change in it: an authority, a scheme that is script, or a reference to either. */
const URL_OF_INTEREST = /[\\/][\t\n\r]*[\\/]|&|^[\0-\x20]*j/i;

/** The splices over a start tag: its URLs, styles, handlers and documents, and how it asks for credentials. */
export function tagSplices({ text, element, namespace, isHtml }: StartTag, scope: AttributeScope): TagChange {
  const byName = new Map<string, AttributeText>();
  // Of attributes with one name the first counts (HTML 13.2.5.33).
  for (const each of scanAttributes(text, isHtml)) if (!byName.has(each.name)) byName.set(each.name, each);

  const decoded = (attribute: AttributeText) =>
    decodeAttribute(text.slice(attribute.valueStart, attribute.valueEnd), scope.options.encode);
  const value: AttributeValue = (name) => {
    const attribute = byName.get(name);
    return attribute && decoded(attribute).text;
  };
  const kindOf = (name: string): AttributeKind | undefined =>
    element === 'meta' && name === 'content' && namespace === 'html'
      ? PRAGMAS[(value('http-equiv') ?? '').toLowerCase()]
      : attributeKind(element, name, namespace);

  const splices: Splice[] = [];
  let loaded: AttributeText | undefined;
  for (const attribute of byName.values()) {
    const { name, valueStart, valueEnd, quote } = attribute;
    if (valueStart === valueEnd) continue;
    const kind = kindOf(name);
    if (kind === undefined || (kind === 'url' && !URL_OF_INTEREST.test(text.slice(valueStart, valueEnd)))) continue;
    const content = decoded(attribute);
    const changes = attributeSplices(kind, content.text, scope);
    if (changes.length === 0) continue;
    splices.push(...moved(encodeSplices(content, changes, encodeAttribute(quote)), valueStart));
    if (name === 'src' || name === 'href' || name === 'xlink:href') loaded = attribute;
  }
  if (loaded) splices.push(...credentialSplices(element, loaded, byName, value));
  splices.push(...integritySplices(element, byName.get('integrity'), value, scope.options));
  return { splices: splices.sort((a, b) => a.start - b.start), value };
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
  const text = integrity({ url, digests, loads, separator: '\f' });
  if (text === digests) return [];
  const { valueStart, valueEnd, quote } = attribute;
  return [{ start: valueStart, end: valueEnd, text: quote === '' ? `"${text}"` : text }];
}

function credentialSplices(
  element: string,
  loaded: AttributeText,
  byName: ReadonlyMap<string, AttributeText>,
  value: AttributeValue,
): readonly Splice[] {
  const change = credentialChange(element, value);
  if (change === undefined) return [];
  if (change === 'add') return [{ start: loaded.end, end: loaded.end, text: ' crossorigin="use-credentials"' }];
  const { nameEnd, valueStart, valueEnd, quote } = byName.get('crossorigin')!;
  // An attribute with no value, or an unquoted empty one, has no place to put it between quotes.
  const bare = valueStart === nameEnd;
  if (bare) return [{ start: nameEnd, end: nameEnd, text: '="use-credentials"' }];
  const text = quote === '' && valueStart === valueEnd ? '"use-credentials"' : 'use-credentials';
  return [{ start: valueStart, end: valueEnd, text }];
}
