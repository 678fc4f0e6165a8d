import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse, serialize, type Token, type DefaultTreeAdapterTypes as Tree, defaultTreeAdapter as tree } from 'parse5';
import { scanAttributes } from '../../../../src/rewrite/html/attribute-scanner.ts';
import { decodeAttribute } from '../../../../src/rewrite/html/character-references.ts';
import type { HtmlOptions } from '../../../../src/rewrite/html/contract.ts';
import { createHtmlRewriter } from '../../../../src/rewrite/html/html-rewriter.ts';
import { rewriteSrcset } from '../../../../src/rewrite/url.ts';
import { fc } from '../../../support/properties.ts';
import { htmlText, plainTag } from './html-words.ts';
import { IDENTITY, SAMPLE, toSuffix } from './sample-options.ts';

function rewritten(text: string, options: HtmlOptions): string {
  const rewriter = createHtmlRewriter(options);
  return rewriter.write(text) + rewriter.end();
}

function* elementsOf(node: Tree.ParentNode): Generator<Tree.Element> {
  for (const child of node.childNodes) {
    if (!tree.isElementNode(child)) continue;
    yield child;
    yield* elementsOf(child);
    if ('content' in child) yield* elementsOf((child as Tree.Template).content);
  }
}

/**
 * Without comments (one that the end of the document cuts off moves behind what is put in before it) and without blanks
 * in head (the parser drops those before it, which is where they are when markup that counts for nothing precedes them).
 */
function withoutComments(node: Tree.ParentNode): void {
  node.childNodes = node.childNodes.filter(
    (child) =>
      !tree.isCommentNode(child) && !(node.nodeName === 'head' && tree.isTextNode(child) && /^\s*$/.test(child.value)),
  );
  for (const child of node.childNodes) {
    if (tree.isElementNode(child)) withoutComments(child);
    if ('content' in child) withoutComments((child as Tree.Template).content);
  }
}

/** What a browser would make of attributes, said in another way than the rewriter's table says it. */
function expectedValue(element: Tree.Element, { name, prefix, value }: Token.Attribute): string | undefined {
  const { tagName, namespaceURI } = element;
  if (name === 'crossorigin') return undefined;
  if (/^[\0-\x20]*java/i.test(value) || name.startsWith('on')) return value;
  if (!namespaceURI.endsWith('xhtml')) {
    if (name === 'href' && (prefix === undefined || prefix === '' || prefix === 'xlink')) return toSuffix(value);
    return ['style', 'fill', 'values', 'src'].includes(name) ? undefined : value;
  }
  if (name === 'srcset') return tagName === 'img' ? rewriteSrcset(value, toSuffix) : value;
  if (name === 'style' || name === 'srcdoc') return undefined;
  if (name === 'content') return tagName === 'meta' ? undefined : value;
  const isUrl =
    (name === 'href' && /^(a|base|link)$/.test(tagName)) ||
    (name === 'src' && /^(script|iframe|frame|img)$/.test(tagName)) ||
    (name === 'action' && tagName === 'form') ||
    (name === 'data' && tagName === 'object');
  return isUrl ? toSuffix(value) : value;
}

describe('a real parser agrees', () => {
  test('on every attribute of every element', () => {
    fc.assert(
      fc.property(htmlText, (text) => {
        const before = [...elementsOf(parse(text))];
        const after = [...elementsOf(parse(rewritten(text, { ...IDENTITY, url: toSuffix })))];
        assert.deepEqual(
          after.map(({ tagName }) => tagName),
          before.map(({ tagName }) => tagName),
        );
        for (const [index, element] of before.entries()) {
          const result = new Map(after[index]!.attrs.map((each) => [`${each.prefix ?? ''}:${each.name}`, each.value]));
          for (const attribute of element.attrs) {
            // Attributes of a later <html> or <body> are merged into the first one's.
            const expected = expectedValue(element, attribute);
            if (expected === undefined) continue;
            assert.equal(
              result.get(`${attribute.prefix ?? ''}:${attribute.name}`),
              expected,
              `${element.tagName} ${attribute.name}`,
            );
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('that the insertion is the first child of head and nothing else changed', () => {
    fc.assert(
      fc.property(htmlText, (text) => {
        fc.pre(!/srcdoc/i.test(text));
        const out = rewritten(text, { ...IDENTITY, head: SAMPLE.head });
        if (out === text) return assert.match(text, /^[\t\n\f\r ]*$/);
        const before = parse(text);
        const after = parse(out);
        const head = [...elementsOf(after)].find(({ tagName }) => tagName === 'head')!;
        const [runtime] = head.childNodes;
        assert.equal(tree.getAttrList(runtime as Tree.Element)?.[0]?.value, '/runtime.js');
        tree.detachNode(runtime!);
        for (const document of [before, after]) withoutComments(document);
        assert.equal(serialize(after), serialize(before));
        assert.equal(after.mode, before.mode);
      }),
      { numRuns: 3000 },
    );
  });

  test('on where attributes begin and end', () => {
    fc.assert(
      fc.property(plainTag, (tag) => {
        const element = [...elementsOf(parse(tag))].find(({ tagName }) => tagName === 'x-app')!;
        const scanned = new Map<string, string>();
        for (const { name, valueStart, valueEnd } of scanAttributes(tag, true))
          if (!scanned.has(name))
            scanned.set(name, decodeAttribute(tag.slice(valueStart, valueEnd), () => undefined).text);
        const normal = (value: string): string => value.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
        assert.deepEqual(
          element.attrs.map(({ name, value }) => [name, value]),
          [...scanned].map(([name, value]) => [normal(name), normal(value)]),
        );
      }),
      { numRuns: 500 },
    );
  });
});
