import { attributeIn, attributeOut } from '../attribute-value.ts';
import { apply, type Method, patchAccessor, patchMethod, prototypeOf } from '../natives.ts';
import { readers } from '../node-natives.ts';
import { hear } from '../own-listeners.ts';
import { matches } from '../quietly.ts';
import { coverFrame, coverWindow } from '../realm.ts';
import { awaitScript, copies, pendingScripts, prepareScripts, sourceIn } from '../source-text.ts';
import { trustedMarkup } from '../trusted.ts';

/** Frames made here that are in no document yet. */
const unframed = new Set<Element>();
/** Whether a text was made that could mean something in a style sheet. */
let textsMade = false;

const NAMES_OF_INTEREST = new Set(['script', 'iframe', 'frame', 'object']);

/** A node that was just made; only four names are looked at again. */
export function noteElement(element: Element, name: string): void {
  if (name === 'script') {
    awaitScript(element);
    return;
  }
  unframed.add(element);
  copies.matter = true;
}

function noteNamed(element: unknown, name: string): void {
  const local = NAMES_OF_INTEREST.has(name) ? name : name.toLowerCase();
  if (NAMES_OF_INTEREST.has(local)) noteElement(element as Element, local);
}

function coverNewFrames(): void {
  for (const frame of unframed) {
    if (!frame.isConnected) continue;
    unframed.delete(frame);
    coverFrame(frame);
  }
}

/** A sandbox may be said after what is shown in it: that must load as such. */
function settleSandboxes(): void {
  for (const frame of unframed)
    for (const name of ['src', 'srcdoc']) {
      const value = apply(readers.getAttribute, frame, [name]) as string | null;
      if (value === null || frame.isConnected || apply(readers.getAttribute, frame, ['sandbox']) === null) continue;
      const next = attributeIn(frame, name, attributeOut(frame, name, value));
      if (next !== value) apply(readers.setAttribute, frame, [name, trustedMarkup(next)]);
    }
}

/** Whether markup brings frames. */
const FRAME = /<(?:i?frame|object)[\s/>]/i;
/** Whether markup brings what a copy of it would have to be looked through for. */
const RUNS_IN_COPIES = /<(?:i?frame|object|script)[\s/>]/i;

const localName = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

/** After markup became nodes under `root`. */
export function coverMarkup(root: ParentNode | null, markup: string): void {
  if (!copies.matter && matches(RUNS_IN_COPIES, markup)) copies.matter = true;
  if (root && matches(FRAME, markup))
    for (const frame of root.querySelectorAll('iframe,frame,object')) coverFrame(frame);
}

function insertion(native: Method): Method {
  return {
    insert(this: unknown, ...args: unknown[]): unknown {
      if (pendingScripts > 0) prepareScripts(this, args);
      if (textsMade || hasText(args)) styleTexts(this, args);
      if (unframed.size > 0) settleSandboxes();
      const result = apply(native, this, args);
      if (unframed.size > 0) coverNewFrames();
      return result;
    },
  }.insert;
}

/** Those that pages call most, each with a body of its own, so that the engine sees one target in it. */
const HOT: Readonly<Record<string, (native: Method) => Method>> = {
  appendChild: (native) => {
    const slow = insertion(native);
    return {
      appendChild(this: unknown, ...args: unknown[]): unknown {
        return apply(isWatching() ? slow : native, this, args);
      },
    }.appendChild;
  },
  insertBefore: (native) => {
    const slow = insertion(native);
    return {
      insertBefore(this: unknown, ...args: unknown[]): unknown {
        return apply(isWatching() ? slow : native, this, args);
      },
    }.insertBefore;
  },
  append: (native) => {
    const slow = insertion(native);
    return {
      append(this: unknown, ...args: unknown[]): unknown {
        return apply(isWatching() || hasText(args) ? slow : native, this, args);
      },
    }.append;
  },
};

/** Each of these with strings among its arguments may write a style sheet. */
function hasText(args: readonly unknown[]): boolean {
  for (let at = 0; at < args.length; at++) if (typeof args[at] === 'string') return true;
  return false;
}

function isWatching(): boolean {
  return pendingScripts > 0 || textsMade || unframed.size > 0;
}

/** Text that goes into a style element. */
function styleTexts(parent: unknown, args: unknown[]): void {
  if (!(parent instanceof HTMLStyleElement || parent instanceof SVGStyleElement)) return;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (typeof arg === 'string') args[at] = sourceIn(parent, arg);
    else if (arg instanceof CharacterData) {
      const text = arg.data;
      const next = sourceIn(parent, text);
      if (next !== text) arg.data = next;
    }
  }
}

export function bridgeInsertion(): void {
  for (const name of ['appendChild', 'insertBefore', 'replaceChild'])
    patchMethod(Node.prototype, name, HOT[name] ?? insertion);
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
      patchMethod(prototype, name, HOT[name] ?? insertion);
  for (const name of ['insertNode', 'surroundContents']) patchMethod(Range.prototype, name, insertion);

  patchMethod(
    Document.prototype,
    'createElement',
    (native) =>
      ({
        createElement(this: unknown, ...args: unknown[]): unknown {
          const element = apply(native, this, args);
          const name = args[0];
          if (typeof name === 'string' && (name.length === 6 || name.length === 5)) noteNamed(element, name);
          return element;
        },
      }).createElement,
  );
  patchMethod(
    Document.prototype,
    'createElementNS',
    (native) =>
      ({
        createElementNS(this: unknown, ...args: unknown[]): unknown {
          const element = apply(native, this, args);
          noteNamed(element, localName(String(args[1])));
          return element;
        },
      }).createElementNS,
  );
  bridgeCopies();
  patchMethod(
    Document.prototype,
    'createTextNode',
    (native) =>
      ({
        createTextNode(this: unknown, ...args: unknown[]): unknown {
          if (typeof args[0] === 'string' && args[0].includes('//')) textsMade = true;
          return apply(native, this, args);
        },
      }).createTextNode,
  );
  bridgeWindows();
}

/** Copies of what may still run, or of frames, are as interesting as what they were made of. */
function bridgeCopies(): void {
  const note = (copy: unknown): void => {
    if (copy instanceof Element && NAMES_OF_INTEREST.has(copy.localName)) noteElement(copy, copy.localName);
    if (!(copy instanceof Element || copy instanceof DocumentFragment) || copy.firstElementChild === null) return;
    for (const each of copy.querySelectorAll('script,iframe,frame,object')) noteElement(each, each.localName);
  };
  patchMethod(
    Node.prototype,
    'cloneNode',
    (native) =>
      ({
        cloneNode(this: unknown, ...args: unknown[]): unknown {
          const copy = apply(native, this, args);
          // A copy of an attribute belongs to no element.
          if (copy instanceof Attr) copy.value = (this as Attr).value;
          if (copies.matter) note(copy);
          return copy;
        },
      }).cloneNode,
  );
  patchMethod(
    Document.prototype,
    'importNode',
    (native) =>
      ({
        importNode(this: unknown, ...args: unknown[]): unknown {
          const copy = apply(native, this, args);
          if (copies.matter) note(copy);
          return copy;
        },
      }).importNode,
  );
  // Templates of the page's own markup show what they hold when they are opened.
  patchAccessor(
    HTMLTemplateElement.prototype,
    'content',
    (native) =>
      function (this: unknown) {
        const content = apply(native, this, []) as DocumentFragment;
        if (!copies.matter && content.querySelector('script,iframe,frame,object') !== null) copies.matter = true;
        return content;
      } as () => unknown,
  );
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
  for (const type of ['HTMLIFrameElement', 'HTMLObjectElement', 'HTMLEmbedElement'])
    patchMethod(
      prototypeOf(type),
      'getSVGDocument',
      (native) =>
        function (this: unknown) {
          coverFrame(this as Element);
          return apply(native, this, []);
        },
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

/**
 * Frames that the parser makes: an empty one loads while it is inserted (HTML 4.8.5), before any script can reach it. And
 * those with a document that the gateway puts nothing into, such as a picture. The event is seen in the capture phase,
 * ahead of every listener of the page.
 */
function coverParsedFrames(): void {
  hear('load', ({ target }) => {
    if (target instanceof Element) coverFrame(target);
  });
}
