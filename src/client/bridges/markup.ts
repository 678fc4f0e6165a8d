import { attributeKind, inlineScript } from '../../rewrite/html/attributes.ts';
import { rewriteCode } from '../code.ts';
import { apply, getOwnPropertyDescriptor, patchAccessor, patchMethod } from '../natives.ts';
import { hosts } from '../setup.ts';
import { attributeIn } from './elements.ts';

const innerHtml = getOwnPropertyDescriptor(Element.prototype, 'innerHTML')!;
const nativeSet = Element.prototype.setAttribute;
const nativeGet = Element.prototype.getAttribute;
const parser = new DOMParser();
const parse = parser.parseFromString;

/** Whether markup can hold anything to map: an authority, code, or a handler. */
const INTERESTING = /\/\/|\\|<script|\son\w+\s*=|javascript:/i;

/** Visits every element of a tree, template contents included. */
function* elementsOf(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element instanceof HTMLTemplateElement) yield* elementsOf(element.content);
  }
}

/** Markup of a page -> markup for the browser: parsed apart, its attributes and scripts mapped, written out again. */
function markupIn(markup: string, inside: string): string {
  if (!INTERESTING.test(markup)) return markup;
  const inert = apply(parse, parser, ['<!doctype html><body>', 'text/html']) as Document;
  const root = inert.createElement(inside);
  apply(innerHtml.set!, root, [markup]);
  let changed = false;
  for (const element of elementsOf(root)) {
    for (const { name, value } of element.attributes) {
      const next = attributeIn(element, name, value);
      if (next === value) continue;
      apply(nativeSet, element, [name, next]);
      changed = true;
    }
  }
  return changed ? String(apply(innerHtml.get!, root, [])) : markup;
}

/** The way back: what a page reads shows its own hosts. */
function markupOut(markup: string): string {
  if (!markup.includes(hosts.table.suffix)) return markup;
  return markup.replace(/(?:https?:|wss?:)?\/\/[^\s"'<>\\]+/gi, (url) => hosts.toOrigin(url));
}

/** Element in which markup must be parsed to come out as it would here (tables drop cells elsewhere). */
function contextOf(node: unknown): string {
  return node instanceof Element &&
    /^(table|tbody|thead|tfoot|tr|select|colgroup|svg|math)$/.test(node.localName) &&
    !(node instanceof SVGElement)
    ? node.localName
    : 'div';
}

/** A script about to run: its text as it must run here. */
function prepareScript(node: unknown): void {
  if (!(node instanceof Element)) return;
  const scripts = node.localName === 'script' ? [node] : [...node.querySelectorAll('script')];
  for (const script of scripts) {
    if (script.hasAttribute('src') || prepared.has(script)) continue;
    const kind = inlineScript((apply(nativeGet, script, ['type']) as string | undefined) ?? undefined, undefined);
    if (kind !== 'script' && kind !== 'module') continue;
    prepared.add(script);
    const source = script.textContent ?? '';
    const code = rewriteCode(source, kind);
    if (code !== source) script.textContent = code;
  }
}
const prepared = new WeakSet<Element>();

export function bridgeMarkup(): void {
  for (const [prototype, name] of [
    [Element.prototype, 'innerHTML'],
    [Element.prototype, 'outerHTML'],
    [ShadowRoot.prototype, 'innerHTML'],
  ] as const) {
    patchAccessor(
      prototype,
      name,
      (native) =>
        function (this: unknown) {
          return markupOut(String(apply(native, this, [])));
        } as () => unknown,
      (native) =>
        function (this: unknown, value: unknown) {
          apply(native, this, [value === null ? value : trusted(value, markupIn(String(value), contextOf(this)))]);
        } as (value: unknown) => void,
    );
  }
  patchMethod(
    Element.prototype,
    'insertAdjacentHTML',
    (native) =>
      function insertAdjacentHTML(this: unknown, ...args) {
        if (args.length > 1) args[1] = trusted(args[1], markupIn(String(args[1]), contextOf(this)));
        return apply(native, this, args);
      },
  );
  patchMethod(
    Range.prototype,
    'createContextualFragment',
    (native) =>
      function createContextualFragment(this: unknown, ...args) {
        if (args.length > 0) args[0] = trusted(args[0], markupIn(String(args[0]), 'div'));
        return apply(native, this, args);
      },
  );
  for (const name of ['write', 'writeln']) {
    patchMethod(
      Document.prototype,
      name,
      (native) =>
        function (this: unknown, ...args) {
          // Pieces of tags cannot be judged alone: only complete markup is mapped, pieces go on as they are.
          return apply(
            native,
            this,
            args.map((text) => (typeof text === 'string' ? documentMarkup(text) : text)),
          );
        },
    );
  }
  for (const name of ['appendChild', 'insertBefore', 'replaceChild']) {
    patchMethod(
      Node.prototype,
      name,
      (native) =>
        function (this: unknown, ...args) {
          prepareScript(args[0]);
          return apply(native, this, args);
        },
    );
  }
  for (const name of [
    'append',
    'prepend',
    'replaceChildren',
    'before',
    'after',
    'replaceWith',
    'insertAdjacentElement',
  ]) {
    for (const prototype of [Element.prototype, DocumentFragment.prototype, Document.prototype]) {
      patchMethod(
        prototype,
        name,
        (native) =>
          function (this: unknown, ...args) {
            for (const arg of args) prepareScript(arg);
            return apply(native, this, args);
          },
      );
    }
  }
  patchMethod(
    XMLSerializer.prototype,
    'serializeToString',
    (native) =>
      function serializeToString(this: unknown, ...args) {
        return markupOut(String(apply(native, this, args)));
      },
  );
}

/** A Trusted Types object that needed no mapping is passed on as the object it is. */
function trusted(original: unknown, mapped: string): unknown {
  return typeof original === 'object' && String(original) === mapped ? original : mapped;
}

/** Attributes of complete start tags in written markup, by text: written documents may not be parsed apart. */
function documentMarkup(text: string): string {
  if (!INTERESTING.test(text)) return text;
  return text.replace(
    /<([a-z][\w-]*)((?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi,
    (tag, element: string, attributes: string) => {
      const mapped = attributes.replace(
        /([\w:-]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/g,
        (whole, name: string, equals: string, quoted: string) => {
          if (attributeKind(element.toLowerCase(), name.toLowerCase()) === undefined) return whole;
          const quote = /^["']/.test(quoted) ? quoted[0]! : '';
          const value = quote ? quoted.slice(1, -1) : quoted;
          const next = attributeIn({ localName: element.toLowerCase() } as Element, name, value);
          return next === value ? whole : `${name}${equals}${quote}${next}${quote}`;
        },
      );
      return tag.replace(attributes, () => mapped);
    },
  );
}
