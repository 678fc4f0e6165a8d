import { selfContained } from '../../rewrite/js/self-contained.ts';
import { apply, type Method, patchAccessor, patchMethod } from '../natives.ts';
import { asWritten, isMarked } from '../page-text.ts';
import { coverFrame, coverWindow } from '../realm.ts';
import { awaitScript, pending, prepareScripts, scriptText, sourceIn } from '../source-text.ts';

/** Frames made here that are in no document yet. */
const unframed = selfContained(new Set<Element>());
/** Whether a text was made that could mean something in a style sheet. */
let textsMade = false;

const NAMES_OF_INTEREST: ReadonlySet<string> = selfContained(new Set(['script', 'iframe', 'frame', 'object']));

/** A node that was just made; only four names are looked at again. */
export function noteElement(element: Element, name: string): void {
  if (name === 'script') awaitScript(element);
  else unframed.add(element);
}

function coverNewFrames(): void {
  for (const frame of unframed) {
    if (!frame.isConnected) continue;
    unframed.delete(frame);
    coverFrame(frame);
  }
}

/** Whether markup brings frames. */
const FRAME = /<(?:i?frame|object)[\s/>]/i;

/** After markup became nodes under `root`. */
export function coverMarkup(root: ParentNode | null, markup: string): void {
  if (root && FRAME.test(markup)) for (const frame of root.querySelectorAll('iframe,frame,object')) coverFrame(frame);
}

function insertion(native: Method): Method {
  return function (this: unknown, ...args) {
    if (pending.scripts > 0) prepareScripts(this, args);
    if (textsMade || typeof args[0] === 'string') styleTexts(this, args);
    const result = apply(native, this, args);
    if (unframed.size > 0) coverNewFrames();
    return result;
  };
}

/** Text that goes into a style element. */
function styleTexts(parent: unknown, args: unknown[]): void {
  if (!(parent instanceof HTMLStyleElement || parent instanceof SVGStyleElement)) return;
  for (const [at, arg] of args.entries()) {
    if (typeof arg === 'string') args[at] = sourceIn(parent, arg);
    else if (arg instanceof CharacterData) {
      const text = arg.data;
      const next = sourceIn(parent, text);
      if (next !== text) arg.data = next;
    }
  }
}

export function bridgeInsertion(): void {
  for (const name of ['appendChild', 'insertBefore', 'replaceChild']) patchMethod(Node.prototype, name, insertion);
  for (const prototype of [Element.prototype, DocumentFragment.prototype, Document.prototype, CharacterData.prototype])
    for (const name of [
      'append',
      'prepend',
      'replaceChildren',
      'before',
      'after',
      'replaceWith',
      'insertAdjacentElement',
      'insertAdjacentText',
      'moveBefore',
    ])
      patchMethod(prototype, name, insertion);
  for (const name of ['insertNode', 'surroundContents']) patchMethod(Range.prototype, name, insertion);

  const made = (at: number) => (native: Method) =>
    function (this: unknown, ...args: unknown[]) {
      const element = apply(native, this, args);
      const name = args[at];
      if (typeof name === 'string' && name.length > 4 && name.length < 11) {
        const local = name.toLowerCase().replace(/^.*:/, '');
        if (NAMES_OF_INTEREST.has(local)) noteElement(element as Element, local);
      }
      return element;
    };
  patchMethod(Document.prototype, 'createElement', made(0));
  patchMethod(Document.prototype, 'createElementNS', made(1));
  bridgeCopies();
  bridgeText();
  bridgeWindows();
}

/** Copies are as interesting as what they were made of. */
function bridgeCopies(): void {
  const copied = (native: Method): Method =>
    function (this: unknown, ...args) {
      const copy = apply(native, this, args);
      if (copy instanceof Element || copy instanceof DocumentFragment) {
        if (copy instanceof Element && NAMES_OF_INTEREST.has(copy.localName)) noteElement(copy, copy.localName);
        if (copy.firstElementChild !== null)
          for (const each of copy.querySelectorAll('script,iframe,frame,object')) noteElement(each, each.localName);
      }
      return copy;
    };
  patchMethod(Node.prototype, 'cloneNode', copied);
  patchMethod(Document.prototype, 'importNode', copied);
}

function bridgeText(): void {
  patchMethod(
    Document.prototype,
    'createTextNode',
    (native) =>
      function createTextNode(this: unknown, ...args) {
        if (typeof args[0] === 'string' && args[0].includes('//')) textsMade = true;
        return apply(native, this, args);
      },
  );
  const read = (native: () => unknown) =>
    function (this: unknown) {
      const text = String(apply(native, this, []));
      return isMarked(text) ? asWritten(text) : text;
    } as () => unknown;
  patchAccessor(
    CharacterData.prototype,
    'data',
    read,
    (native) =>
      function (this: Node, value: unknown) {
        apply(native, this, [typeof value === 'string' && value.includes('//') ? sourceIn(this, value) : value]);
      } as (value: unknown) => void,
  );
  for (const name of ['innerText', 'outerText'])
    patchAccessor(
      HTMLElement.prototype,
      name,
      read,
      (native) =>
        function (this: Element, value: unknown) {
          const text = typeof value === 'string' && value.includes('//') ? sourceIn(this, value) : value;
          apply(native, this, [this instanceof HTMLScriptElement ? scriptText(this, text) : text]);
        } as (value: unknown) => void,
    );
  for (const name of ['text', 'textContent', 'innerText'])
    patchAccessor(
      HTMLScriptElement.prototype,
      name,
      read,
      (native) =>
        function (this: Element, value: unknown) {
          apply(native, this, [scriptText(this, value)]);
        } as (value: unknown) => void,
    );
  patchAccessor(Text.prototype, 'wholeText', read);
}

/** Windows without a document from the gateway, wherever a page gets hold of them first. */
function bridgeWindows(): void {
  for (const type of [HTMLIFrameElement, HTMLFrameElement, HTMLObjectElement])
    for (const name of ['contentWindow', 'contentDocument'])
      patchAccessor(
        type.prototype,
        name,
        (native) =>
          function (this: Element) {
            coverFrame(this);
            return apply(native, this, []);
          } as () => unknown,
      );
  patchMethod(
    window,
    'open',
    (native) =>
      function open(this: unknown, ...args) {
        const opened = apply(native, this, args) as Window | null;
        coverWindow(opened);
        return opened;
      },
  );
  coverParsedFrames();
}

/** Frames that the parser makes are covered before the next script runs; afterwards only scripts make any. */
function coverParsedFrames(): void {
  const found = document.getElementsByTagName('iframe');
  let known = 0;
  const observer = new MutationObserver(() => {
    if (found.length === known) return;
    known = found.length;
    for (const frame of found) coverFrame(frame);
  });
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener('DOMContentLoaded', () => observer.disconnect(), { once: true });
}
