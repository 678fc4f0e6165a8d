import { markupIn, urlIn } from '../attribute-value.ts';
import { mapNodes } from '../made-nodes.ts';
import { isOfInterest } from '../markup-stream.ts';
import { apply, type Method, patchAccessor, patchMethod, prototypeOf } from '../natives.ts';
import { asWritten } from '../page-text.ts';
import { sourceIn } from '../source-text.ts';
import { inPlaceOf, textOf } from '../trusted.ts';
import { coverMarkup } from './insertion.ts';

/** Markup for `node`; what goes into a style element is a style sheet, into a template no script that runs. */
function markupFor(node: unknown, value: unknown, text = textOf(value)): unknown {
  if (!isOfInterest(text)) return inPlaceOf(value, text);
  const isStyle = node instanceof HTMLStyleElement || node instanceof SVGStyleElement;
  const isForeign = node instanceof SVGElement || node instanceof MathMLElement;
  const map = (markup: string): string => (isStyle ? sourceIn(node, markup) : markupIn(markup, isForeign));
  return inPlaceOf(value, map(text), map);
}

/** Elements whose markup is text (HTML 13.2.5.2). */
const isText = (node: unknown): boolean => node instanceof HTMLTextAreaElement || node instanceof HTMLTitleElement;

const read = (native: Method): Method =>
  ({
    read(this: unknown, ...args: unknown[]): unknown {
      const value = apply(native, this, args);
      return typeof value === 'string' ? asWritten(value) : value;
    },
  }).read;

export function bridgeMarkup(): void {
  for (const [prototype, name] of [
    [Element.prototype, 'innerHTML'],
    [Element.prototype, 'outerHTML'],
    [ShadowRoot.prototype, 'innerHTML'],
  ] as const)
    patchAccessor(
      prototype,
      name,
      (native) => read(native) as () => unknown,
      (native) =>
        function (this: ParentNode & Node, value: unknown) {
          if (
            value === null ||
            (typeof value === 'string' && !isOfInterest(value)) ||
            (name === 'innerHTML' && isText(this))
          )
            return void apply(native, this, [value]);
          const parent = name === 'outerHTML' ? this.parentNode : this;
          const text = textOf(value);
          apply(native, this, [markupFor(this, value, text)]);
          coverMarkup(parent as ParentNode | null, text);
        } as (value: unknown) => void,
    );
  for (const prototype of [Element.prototype, ShadowRoot.prototype]) {
    for (const name of ['setHTMLUnsafe', 'setHTML']) patchMethod(prototype, name, (native) => into(native, 0));
    patchMethod(prototype, 'getHTML', read);
  }
  patchMethod(Element.prototype, 'insertAdjacentHTML', (native) => into(native, 1));
  patchMethod(XMLSerializer.prototype, 'serializeToString', read);
  patchMethod(
    Range.prototype,
    'createContextualFragment',
    (native) =>
      function createContextualFragment(this: unknown, ...args) {
        if (args.length > 0) {
          const { startContainer } = this as Range;
          args[0] = markupFor(startContainer instanceof Element ? startContainer : startContainer.parentNode, args[0]);
        }
        return apply(native, this, args);
      },
  );
  patchMethod(
    DOMParser.prototype,
    'parseFromString',
    (native) =>
      function parseFromString(this: unknown, ...args) {
        const isXml = args.length > 1 && args[1] !== 'text/html';
        if (args.length > 1 && !isXml) args[0] = markupFor(undefined, args[0]);
        const parsed = apply(native, this, args) as Document;
        return isXml && isOfInterest(String(args[0])) ? mapNodes(parsed) : parsed;
      },
  );
  bridgeTransformations();
  for (const name of ['parseHTMLUnsafe', 'parseHTML']) patchMethod(Document, name, (native) => into(native, 0));
  patchMethod(
    Document.prototype,
    'execCommand',
    (native) =>
      function execCommand(this: unknown, ...args) {
        const command = String(args[0]).toLowerCase();
        if (args.length > 2 && command === 'inserthtml') args[2] = markupFor(undefined, args[2]);
        if (args.length > 2 && (command === 'createlink' || command === 'insertimage'))
          args[2] = urlIn(String(args[2]));
        return apply(native, this, args);
      },
  );
}

/** XSLT makes nodes of a sheet and of data: they are made where nothing loads, and belong to the page's document afterwards. */
function bridgeTransformations(): void {
  const prototype = prototypeOf('XSLTProcessor');
  patchMethod(
    prototype,
    'transformToFragment',
    (native) =>
      function transformToFragment(this: unknown, ...args) {
        const [source, output] = args;
        if (!(output instanceof HTMLDocument)) return apply(native, this, args);
        const fragment = apply(native, this, [
          source,
          output.implementation.createHTMLDocument(''),
        ]) as DocumentFragment;
        return fragment && output.adoptNode(mapNodes(fragment));
      },
  );
  patchMethod(
    prototype,
    'transformToDocument',
    (native) =>
      function transformToDocument(this: unknown, ...args) {
        const made = apply(native, this, args) as Document | null;
        // A page that is itself made so is made here before its own runtime is in force: no code can be rewritten yet.
        return made && mapNodes(made, false);
      },
  );
}

/** A method that takes markup as its argument at `at`. */
function into(native: Method, at: number): Method {
  return function (this: unknown, ...args) {
    const markup = args.length > at ? textOf(args[at]) : '';
    if (args.length > at) args[at] = markupFor(this, args[at], markup);
    const result = apply(native, this, args);
    if (this instanceof Element) coverMarkup(this.parentNode ?? this, markup);
    else if (this instanceof ShadowRoot) coverMarkup(this, markup);
    return result;
  };
}
