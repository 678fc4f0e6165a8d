import { applySplices, type Rewriter, throughRewriter } from '../../model/rewriter.ts';
import type { Namespace } from './attributes.ts';
import { decodeXml } from './character-references.ts';
import { type ContentSplices, contentSplices, escapedContentSplices } from './content-splices.ts';
import type { HtmlOptions } from './contract.ts';
import { attributeScope, documentSplices } from './document-edits.ts';
import { type DocumentType, NO_DOCUMENT_TYPE, readDocumentType } from './document-type.ts';
import { documentTypeSplices } from './document-type-splices.ts';
import { tagSplices } from './tag-splices.ts';
import { attributeName, createNamespaces, nameParts, RUNNING, SVG, XHTML } from './xml-namespaces.ts';
import { type XmlToken, xmlToken } from './xml-tokens.ts';

/** A text that is gathered up to the end of its element. */
interface Gathered {
  readonly name: string;
  readonly splices: ContentSplices;
  readonly text: string;
}

/** Where the markup of an entity stands. */
interface EntityContext {
  readonly type: DocumentType;
  /** What names without a prefix, or with an unknown one, most likely are. */
  readonly address: string;
}

/** Pseudo-attributes are no attributes: entities and namespaces are none of theirs (Associating Style Sheets with XML documents 1.0). */
const STYLE_INSTRUCTION = {
  entity: () => undefined,
  nameOf: (name: string) => name,
  defaults: new Map([['rel', 'stylesheet']]),
};

/**
 * XHTML served as XML, SVG and every other XML as a stream: the same tables, names as written. `head` goes in first in head,
 * or else first in the root element; its elements are given the namespace that makes them HTML's. In a feed, or any other
 * document of no language that runs, it goes before the first element that does, so that browsers show the rest as before.
 */
export function createXmlRewriter({ later: _none, ...options }: HtmlOptions, context?: EntityContext): Rewriter {
  const scope = attributeScope(options, (text, inner) => documentSplices(text, inner, 'page', 1));
  const head = options.head.replace(/<([a-z][a-z0-9]*)(?=[\t\n\r />])/g, `<$1 xmlns="${XHTML}"`);
  /** What the open elements are, outermost first. */
  const open: Namespace[] = [];
  const namespaces = createNamespaces();
  let type = context?.type ?? NO_DOCUMENT_TYPE;
  let held = '';
  let headDone = head === '';
  let rootName = '';
  let gathered: Gathered | undefined;

  function startTag(text: string): string {
    const name = /^<([^\t\n\r />]*)/.exec(text)?.[1] ?? '';
    const [prefix, local] = nameParts(name);
    const isSelfClosing = text.endsWith('/>');
    const given = type.defaults(name);
    namespaces.enter(text, given, (value) => decodeXml(value, options.encode, type.entity).text);
    const address = namespaces.of(prefix) ?? context?.address;
    const namespace = namespaceOf(address, local);
    const element = local.toLowerCase();
    const nameOf = (attribute: string): string => attributeName(attribute, namespaces);
    const defaults = new Map([...given].map(([attribute, value]) => [nameOf(attribute), value]));
    const xml = { entity: type.entity, nameOf, defaults };
    const { splices, value } = tagSplices({ text, element, namespace, xml }, scope);
    const content = isSelfClosing ? undefined : contentSplices(element, namespace, value, options);
    if (content) gathered = { name, splices: escapedContentSplices(content, options, type.entity), text: '' };
    const place = mayRun(address, element) ? headPlace(element, isSelfClosing) : undefined;
    if (open.length === 0) rootName = element;
    if (isSelfClosing) namespaces.leave();
    else open.push(namespace);
    const rewritten = applySplices(text, splices);
    if (place === undefined) return rewritten;
    headDone = true;
    return place === 'before' ? head + rewritten : rewritten + head;
  }

  function headPlace(element: string, isSelfClosing: boolean): 'before' | 'behind' | undefined {
    if (headDone) return undefined;
    if (open.length === 0) return element === 'html' || isSelfClosing ? undefined : 'behind';
    return open.length === 1 && rootName === 'html' && element === 'head' && !isSelfClosing ? 'behind' : 'before';
  }

  function mayRun(address: string | undefined, element: string): boolean {
    if (type.mayHoldElements) return true;
    return address === undefined ? /^(?:html|svg)$/.test(element) || rootName === 'html' : RUNNING.has(address);
  }

  function namespaceOf(address: string | undefined, local: string): Namespace {
    if (address !== undefined) return address === XHTML ? 'html' : 'foreign';
    return open[open.length - 1] ?? (local === 'html' ? 'html' : 'foreign');
  }

  function endTag(text: string): string {
    open.pop();
    namespaces.leave();
    return text;
  }

  /** What the text of a gathered element became; nothing that is not text belongs to it. */
  function flushGathered(isRun: boolean): string {
    if (gathered === undefined) return '';
    const { text, splices } = gathered;
    gathered = undefined;
    return isRun ? applySplices(text, splices(text)) : text;
  }

  function token({ kind }: XmlToken, text: string): string {
    if (kind === 'start') return flushGathered(false) + startTag(text);
    if (kind === 'end') return flushGathered(/^<\/([^\t\n\r >]*)/.exec(text)?.[1] === gathered?.name) + endTag(text);
    if (kind === 'other' && text.startsWith('<!DOCTYPE')) return flushGathered(false) + documentType(text);
    if (gathered) {
      gathered = { ...gathered, text: gathered.text + text };
      return '';
    }
    return kind === 'instruction' && /^<\?xml-stylesheet[\t\n\r ]/.test(text) ? styleInstruction(text) : text;
  }

  function documentType(text: string): string {
    type = readDocumentType(text, options.encode);
    const address = /^<!DOCTYPE[\t\n\r ]+(?:[^\t\n\r [>:]*:)?svg[\t\n\r [>]/.test(text) ? SVG : XHTML;
    const inner = { ...options, head: '' };
    const markup = (each: string): string => throughRewriter(each, createXmlRewriter(inner, { type, address }));
    return applySplices(text, documentTypeSplices(text, type, scope, markup));
  }

  function styleInstruction(text: string): string {
    const tag = { text, element: 'link', namespace: 'html', xml: STYLE_INSTRUCTION } as const;
    return applySplices(text, tagSplices(tag, scope).splices);
  }

  return {
    write(chunk) {
      held += chunk;
      let out = '';
      let at = 0;
      while (at < held.length) {
        const next = xmlToken(held, at);
        if (next === undefined) break;
        out += token(next, held.slice(at, next.end));
        at = next.end;
      }
      held = held.slice(at);
      return out;
    },
    end: () => flushGathered(false) + held,
  };
}

/** A whole document of XML. */
export const rewriteXml = (text: string, options: HtmlOptions): string =>
  throughRewriter(text, createXmlRewriter(options));
