import { apply, getOwnPropertyDescriptor, type Method, patchMethod } from '../natives.ts';

const method = (prototype: object, name: string): Method => getOwnPropertyDescriptor(prototype, name)!.value as Method;
const getter = (prototype: object, name: string): Method => getOwnPropertyDescriptor(prototype, name)!.get as Method;

const documentSelection = method(Document.prototype, 'getSelection');
const selectedText = method(Selection.prototype, 'toString');
const rangeCount = getter(Selection.prototype, 'rangeCount');
const getRangeAt = method(Selection.prototype, 'getRangeAt');
const ancestorOf = getter(Range.prototype, 'commonAncestorContainer');
const intersects = method(Range.prototype, 'intersectsNode');
const makeWalker = method(Document.prototype, 'createTreeWalker');
const nextNode = method(TreeWalker.prototype, 'nextNode');
const attributesOf = getter(Element.prototype, 'attributes');
const lengthOf = getter(NamedNodeMap.prototype, 'length');
const itemOf = method(NamedNodeMap.prototype, 'item');
const attributeName = getter(Attr.prototype, 'name');
const attributeValue = getter(Attr.prototype, 'value');
const shadowRootOf = getter(Element.prototype, 'shadowRoot');
const activeElement = getter(Document.prototype, 'activeElement');
const documentElement = getter(Document.prototype, 'documentElement');
const innerText = getter(HTMLElement.prototype, 'innerText');
const textContent = getter(Node.prototype, 'textContent');
const localName = getter(Element.prototype, 'localName');
const activeIn = getter(ShadowRoot.prototype, 'activeElement');
const namespaceOf = getter(Element.prototype, 'namespaceURI');
const firstChild = getter(Node.prototype, 'firstChild');
const nextSibling = getter(Node.prototype, 'nextSibling');
const computed = window.getComputedStyle as Method;
const propertyValue = method(CSSStyleDeclaration.prototype, 'getPropertyValue');
const XHTML = 'http://www.w3.org/1999/xhtml';
const includes = method(String.prototype, 'includes');
const slice = method(String.prototype, 'slice');

const typeOf = getter(HTMLInputElement.prototype, 'type');
const FIELDS = new Map(
  [HTMLInputElement, HTMLTextAreaElement].map(({ prototype }, at) => [
    ['input', 'textarea'][at],
    {
      value: getter(prototype, 'value'),
      start: getter(prototype, 'selectionStart'),
      end: getter(prototype, 'selectionEnd'),
    },
  ]),
);
/** Inputs whose value nobody reads. */
const SECRET: ReadonlySet<string> = new Set(['password', 'hidden', 'file']);

/** Characters; what is longer is not looked at, so that nobody can say what is in it. */
const MAX_TEXT = 8 * 1024 * 1024;
/** Attributes that say how something looks, and no more. */
const LOOKS: ReadonlySet<string> = new Set(['class', 'style', 'id']);

/** What a field reads, as far as somebody can see it; undefined of what is no field. */
function readIn(node: Element): string | undefined {
  const name = apply(localName, node, []) as string;
  const field = FIELDS.get(name);
  if (!field || apply(namespaceOf, node, []) !== XHTML) return undefined;
  if (name === 'input' && SECRET.has(apply(typeOf, node, []) as string)) return undefined;
  return apply(field.value, node, []) as string;
}

/** The selected part of a field; the whole where a field does not say. */
function selectedIn(node: Element | null): string {
  const text = node ? readIn(node) : undefined;
  if (!text) return '';
  const { start, end } = FIELDS.get(apply(localName, node!, []) as string)!;
  const from = apply(start, node!, []) as number | null;
  return from === null ? text : (apply(slice, text, [from, apply(end, node!, [])]) as string);
}

function focused(): Element | null {
  let node = apply(activeElement, document, []) as Element | null;
  for (let root = node && rootOf(node); root; root = node && rootOf(node)) {
    const inner = apply(activeIn, root, []) as Element | null;
    if (!inner) break;
    node = inner;
  }
  return node;
}

/** Closed shadow trees that script has made: nobody else tells what is in them. */
const closed = new WeakMap<Element, ShadowRoot>();

const rootOf = (element: Element): ShadowRoot | null =>
  (apply(shadowRootOf, element, []) as ShadowRoot | null) ?? closed.get(element) ?? null;

/** Lets the runtime look into every shadow tree that script makes from now on. */
export function seeShadowTrees(): void {
  patchMethod(
    Element.prototype,
    'attachShadow',
    (native) =>
      function attachShadow(this: unknown, ...args) {
        const root = apply(native, this, args) as ShadowRoot;
        closed.set(this as Element, root);
        return root;
      },
  );
}

/** Adds what is not there yet: what stands in a text and in an attribute counts once. */
function added(text: string, more: string): string {
  return more.length < 4 || apply(includes, text, [more]) ? text : `${text}\n${more}`;
}

/** What elements say besides their text, since the browser copies markup. */
function withAttributes(text: string, element: Element): string {
  let all = text;
  const attributes = apply(attributesOf, element, []) as NamedNodeMap;
  const length = apply(lengthOf, attributes, []) as number;
  for (let at = 0; at < length; at++) {
    const attribute = apply(itemOf, attributes, [at]) as Attr;
    if (!LOOKS.has(apply(attributeName, attribute, []) as string))
      all = added(all, apply(attributeValue, attribute, []) as string);
  }
  return all;
}

/**
 * What a copy of the browser's own would take along: the selected part of the field that has the focus, or the selected text with the values of
 * attributes. Empty where nothing is selected that anybody can see. Natives only.
 */
export function selectedContent(): string {
  const selection = apply(documentSelection, document, []) as Selection | null;
  const own = selectedIn(focused());
  if (!selection) return own;
  const selected = apply(selectedText, selection, []) as string;
  let text = own === '' ? selected : added(own, selected);
  const count = apply(rangeCount, selection, []) as number;
  for (let at = 0; at < count && text !== '' && text.length < MAX_TEXT; at++) {
    const range = apply(getRangeAt, selection, [at]) as Range;
    const walker = apply(makeWalker, document, [apply(ancestorOf, range, []), NodeFilter.SHOW_ELEMENT]);
    for (;;) {
      const element = apply(nextNode, walker, []) as Element | null;
      if (!element) break;
      if (apply(intersects, range, [element])) text = withAttributes(text, element);
    }
  }
  return text;
}

/** Elements whose text nobody sees. */
const UNSEEN: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript']);

/** The text of a node as it is laid out, or as it stands where it is not. */
function laidOut(node: Node): string {
  return node instanceof HTMLElement
    ? (apply(innerText, node, []) as string)
    : (apply(textContent, node, []) as string);
}

/**
 * All text of this document that a printer could show: what is hidden on the screen, shadow trees and fields, too. Undefined where there is too
 * much of it.
 */
export function pageContent(): string | undefined {
  const root = apply(documentElement, document, []) as Element | null;
  if (!root) return '';
  let text = laidOut(root);
  const trees: Node[] = [root];
  for (let at = 0; at < trees.length; at++) {
    const walker = apply(makeWalker, document, [trees[at], NodeFilter.SHOW_ELEMENT]);
    for (;;) {
      const element = apply(nextNode, walker, []) as Element | null;
      if (!element) break;
      text = added(text, readIn(element) ?? '');
      if (isHidden(element)) text = added(text, apply(textContent, element, []) as string);
      const inner = rootOf(element);
      if (!inner) continue;
      trees[trees.length] = inner;
      for (
        let child = apply(firstChild, inner, []) as Node | null;
        child;
        child = apply(nextSibling, child, []) as Node | null
      )
        if (!(child instanceof HTMLElement) || !UNSEEN.has(apply(localName, child, []) as string))
          text += `\n${laidOut(child)}`;
    }
    if (text.length > MAX_TEXT) return undefined;
  }
  return text;
}

/** Whether it is an element that another medium may show. */
function isHidden(element: Element): boolean {
  if (UNSEEN.has(apply(localName, element, []) as string)) return false;
  return apply(propertyValue, apply(computed, window, [element]), ['display']) === 'none';
}
