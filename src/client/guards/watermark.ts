import { apply, getOwnPropertyDescriptor, type Method } from '../natives.ts';
import { createElementNS, nativeSetTimeout } from '../node-natives.ts';
import { provideWatermark, showNothing } from './watermark-slot.ts';

/** Important rules of a shadow tree win over every rule and style attribute of the page (CSS Scoping 3.3.1, Cascade 6.1). */
const STYLE = `
:host{all:initial!important;direction:ltr!important;unicode-bidi:isolate!important;display:block!important;position:fixed!important;inset:0!important;width:auto!important;height:auto!important;margin:0!important;overflow:hidden!important;pointer-events:none!important;user-select:none!important;z-index:2147483647!important;forced-color-adjust:none!important;print-color-adjust:exact!important}
:host::backdrop{display:none!important}
div{position:absolute;inset:-60vmax;transform:rotate(-24deg);white-space:pre;font:600 15px/112px system-ui,sans-serif;color:rgb(112 112 112/.3);text-shadow:0 0 1px rgb(255 255 255/.35);user-select:none;pointer-events:none}
@media print{div{font-size:12pt;line-height:80pt}}
`;
/** Lines, and how often the text stands in each: enough for the largest screens, in one text node. */
const LINES = 90;
const TIMES = 16;
/** A page that takes the mark away more often than that within a moment is answered by the clock, so that no two loops meet. */
const AT_ONCE = 40;
const MOMENT = 250;

const XHTML = 'http://www.w3.org/1999/xhtml';
const accessor = (prototype: object, name: string): Method => getOwnPropertyDescriptor(prototype, name)!.get as Method;
// A form or picture by that name stands before what a document has itself (HTML 3.1.7), so getters are taken from the prototype.
const documentElement = accessor(Document.prototype, 'documentElement');
const readyState = accessor(Document.prototype, 'readyState');
const body = accessor(Document.prototype, 'body');
const parentNode = accessor(Node.prototype, 'parentNode');
const isConnected = accessor(Node.prototype, 'isConnected');
const { appendChild } = Node.prototype as unknown as Record<'appendChild', Method>;
const { setAttribute, attachShadow, matches } = Element.prototype as unknown as Record<
  'setAttribute' | 'attachShadow' | 'matches',
  Method
>;
const { observe } = MutationObserver.prototype as unknown as Record<'observe', Method>;
const { stopImmediatePropagation } = Event.prototype as unknown as Record<'stopImmediatePropagation', Method>;
const target = accessor(Event.prototype, 'target');
const listen = EventTarget.prototype.addEventListener as unknown as Method;
const { showPopover, hidePopover } = HTMLElement.prototype as unknown as Partial<
  Record<'showPopover' | 'hidePopover', Method>
>;
/** Absent in browsers of before 2023, which cannot show a mark. */
const adoptSheets = getOwnPropertyDescriptor(ShadowRoot.prototype, 'adoptedStyleSheets')?.set as Method | undefined;
const Observer = MutationObserver;

interface Mark {
  readonly text: string;
  /** Sheets belong to one document, and a window may get a second one. */
  readonly of: Document;
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
  readonly sheets: readonly CSSStyleSheet[];
}

let mark: Mark | undefined;
let placings = 0;
let isWaiting = false;

/**
 * Takes what is to stand over everything in this document, in print too. No other text replaces it in the same document, and
 * a document that brings none has that of the page which made its window.
 */
function adopt(text: string | undefined): void {
  const next = text ?? mark?.text;
  if (next === undefined || mark?.of === document) return;
  if (adoptSheets === undefined) {
    showNothing();
    return;
  }
  mark = makeMark(next);
  // Every way to take it out of the document or to change it is a mutation of one of three nodes.
  watch(document, { childList: true });
  watch(mark.host, { attributes: true });
}

/** Shows it, and puts back what `document.open` and a new document in the window have taken away. */
function renew(): void {
  if (mark === undefined) return;
  for (const type of ['toggle', 'beforetoggle']) apply(listen, window, [type, onToggle, true]);
  apply(listen, window, ['fullscreenchange', raise, true]);
  apply(listen, window, ['DOMContentLoaded', place, true]);
  place();
}

function makeMark(text: string): Mark {
  const host = apply(createElementNS as Method, document, [XHTML, 'div']) as HTMLElement;
  const root = apply(attachShadow, host, [{ mode: 'closed' }]) as ShadowRoot;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  const words = apply(createElementNS as Method, document, [XHTML, 'div']) as HTMLElement;
  words.setAttribute('aria-hidden', 'true');
  const line = `${text}          `.repeat(TIMES);
  words.textContent = Array.from({ length: LINES }, (_, at) => ' '.repeat((at % 3) * 17) + line).join('\n');
  apply(appendChild, root, [words]);
  return { text, of: document, host, root, sheets: [sheet] };
}

let observer: MutationObserver | undefined;
function watch(node: Node, what: MutationObserverInit): void {
  observer ??= new Observer(changed);
  apply(observe, observer, [node, what]);
}

/** Mutations come one microtask later; a page that undoes each of them would go on for ever. */
function changed(): void {
  if (isWaiting || isInPlace()) return;
  placings += 1;
  if (placings <= AT_ONCE) {
    place();
    return;
  }
  isWaiting = true;
  nativeSetTimeout(() => {
    isWaiting = false;
    placings = 0;
    if (!isInPlace()) place();
  }, MOMENT);
}

const watched = new WeakSet<Node>();

function isInPlace(): boolean {
  const root = apply(documentElement, document, []) as Element | null;
  if (root === null || mark === undefined) return true;
  if (!watched.has(root)) return false;
  return isTooEarly() || (apply(parentNode, mark.host, []) === root && isOnTop());
}

/** Before there is a body nothing is shown, and the parser is not to find a stranger beside the head. */
function isTooEarly(): boolean {
  return apply(readyState, document, []) === 'loading' && apply(body, document, []) === null;
}

function isOnTop(): boolean {
  return showPopover === undefined || (apply(matches, mark!.host, [':popover-open']) as boolean);
}

function place(): void {
  const root = apply(documentElement, document, []) as Element | null;
  if (root === null || mark === undefined) return;
  if (!watched.has(root)) {
    watched.add(root);
    watch(root, { childList: true });
  }
  if (isTooEarly()) return;
  apply(appendChild, root, [mark.host]);
  // Another document it was taken to has emptied these (DOM, "adopt").
  apply(adoptSheets as Method, mark.root, [mark.sheets]);
  raise();
}

/** The top layer shows what came last over all else: dialogs and full screens are passed by leaving and entering it again. */
function raise(): void {
  if (mark === undefined || !showPopover || !hidePopover || !apply(isConnected, mark.host, [])) return;
  apply(setAttribute, mark.host, ['popover', 'manual']);
  if (isOnTop()) apply(hidePopover, mark.host, []);
  apply(showPopover, mark.host, []);
}

/** Toggling the mark is nothing a page hears of; whatever else opens is passed. */
function onToggle(event: Event): void {
  if (apply(target, event, []) === mark?.host) {
    apply(stopImmediatePropagation, event, []);
    if (!isInPlace()) changed();
  } else if (event.type === 'toggle') raise();
}

provideWatermark({ adopt, renew });
