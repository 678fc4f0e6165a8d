import { applySplices, type Rewriter } from '../../model/rewriter.ts';
import type { Namespace } from './attributes.ts';
import { type ContentSplices, contentSplices, escapedContentSplices } from './content-splices.ts';
import type { HtmlOptions } from './contract.ts';
import { attributeScope, documentSplices } from './document-edits.ts';
import { type TagChange, tagSplices } from './tag-splices.ts';
import { type XmlToken, xmlToken } from './xml-tokens.ts';

const XHTML = 'http://www.w3.org/1999/xhtml';
/** Namespaces whose elements can run script. */
const RUNNING: ReadonlySet<string> = new Set([
  XHTML,
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1998/Math/MathML',
]);

/** A text that is gathered up to the end of its element. */
interface Gathered {
  readonly name: string;
  readonly splices: ContentSplices;
  readonly text: string;
}

/**
 * XHTML served as XML, SVG and every other XML as a stream: the same tables, names as written. `head` goes in first in head,
 * or else first in the root element; its elements are given the namespace that makes them HTML's. In a feed, or any other
 * document of no language that runs, it goes before the first element that does, so that browsers show the rest as before.
 */
export function createXmlRewriter({ later: _none, ...options }: HtmlOptions): Rewriter {
  const scope = attributeScope(options, (text, inner) => documentSplices(text, inner, 'page', 1));
  const head = options.head.replace(/<([a-z][a-z0-9]*)(?=[\t\n\r />])/g, `<$1 xmlns="${XHTML}"`);
  /** Namespaces of the open elements, outermost first, and the last meaning of each prefix. */
  const open: Namespace[] = [];
  const prefixes = new Map<string, string>();
  /** Whether a doctype declares entities: what they stand for is not read, so it may be anything. */
  let hasEntities = false;
  let held = '';
  let headDone = head === '';
  let rootName = '';
  let gathered: Gathered | undefined;

  function startTag(text: string): string {
    const name = /^<([^\t\n\r />]*)/.exec(text)?.[1] ?? '';
    const [, prefix = '', local = name] = /^([^:]*):(.*)$/.exec(name) ?? [];
    const isSelfClosing = text.endsWith('/>');
    declare(text);
    const address = prefix !== '' || prefixes.has('') ? prefixes.get(prefix) : undefined;
    const namespace = namespaceOf(text, prefix, local);
    const element = local.toLowerCase();
    const { splices, value } = tagSplices({ text, element, namespace, isHtml: false }, scope);
    const content = isSelfClosing ? undefined : contentSplices(element, namespace, value, options);
    if (content) gathered = { name, splices: escapedContentSplices(content, options), text: '' };
    const place = mayRun(address, element) ? headPlace(element, isSelfClosing) : undefined;
    if (open.length === 0) rootName = element;
    if (!isSelfClosing) open.push(namespace);
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
    if (hasEntities) return true;
    return address === undefined
      ? /^(?:html|svg)$/.test(element) || rootName === 'html'
      : RUNNING.has(address) || address.includes('&');
  }

  /** Takes note of the namespaces a tag declares. */
  function declare(text: string): void {
    for (const [, declared = '', double, single] of text.matchAll(
      /[\t\n\r ]xmlns(?::([^\t\n\r =]+))?[\t\n\r ]*=[\t\n\r ]*(?:"([^"]*)"|'([^']*)')/g,
    ))
      prefixes.set(declared, double ?? single ?? '');
  }

  function namespaceOf(text: string, prefix: string, local: string): Namespace {
    const own = prefix !== '' || /[\t\n\r ]xmlns[\t\n\r ]*=/.test(text) ? prefixes.get(prefix) : undefined;
    if (own !== undefined) return own === XHTML ? 'html' : 'foreign';
    return open[open.length - 1] ?? (local === 'html' ? 'html' : 'foreign');
  }

  function endTag(text: string): string {
    open.pop();
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
    if (kind === 'other' && /^<!DOCTYPE[^>]*\[/.test(text)) hasEntities = true;
    if (gathered) {
      gathered = { ...gathered, text: gathered.text + text };
      return '';
    }
    return kind === 'instruction' && /^<\?xml-stylesheet[\t\n\r ]/.test(text) ? styleInstruction(text) : text;
  }

  function styleInstruction(text: string): string {
    const change: TagChange = tagSplices({ text, element: 'link', namespace: 'html', isHtml: false }, scope);
    return applySplices(text, change.splices);
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
