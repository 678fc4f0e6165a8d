import { apply, getOwnPropertyDescriptor, type Method, patchAccessor, patchMethod } from '../natives.ts';

const transferOf = getOwnPropertyDescriptor(DragEvent.prototype, 'dataTransfer')!.get as Method;
const clear = DataTransfer.prototype.clearData as Method;

/** What is being dragged within this page: media type -> text. It goes nowhere else. */
let carried: Map<string, string> | undefined;

/** Lets what is dragged be kept here; `undefined` when nothing is. */
export function carry(held: Map<string, string> | undefined): void {
  carried = held;
}

/** What is kept of it. */
export function carriedHere(): Map<string, string> | undefined {
  return carried;
}

/** HTML 6.11.3: the two old names, and case. */
export function typeOf(format: unknown): string {
  const type = String(format).toLowerCase();
  return type === 'text' ? 'text/plain' : type === 'url' ? 'text/uri-list' : type;
}

/**
 * Under a rule against copying, what a page drags stays in it: a drop in the same page gets it, everybody else nothing. What the browser
 * drags by itself (a selection, a picture, a link) does not begin to move.
 */
export function guardDragging(isBlocked: () => boolean): void {
  const isKept = (): boolean => carried !== undefined && isBlocked();
  patchMethod(
    DataTransfer.prototype,
    'setData',
    (native) =>
      function setData(this: unknown, ...args) {
        if (!isKept() || args.length < 2) return apply(native, this, args);
        carried!.set(typeOf(args[0]), String(args[1]));
        return undefined;
      },
  );
  patchMethod(
    DataTransferItemList.prototype,
    'add',
    (native) =>
      function add(this: unknown, ...args) {
        if (!isKept() || args.length < 2) return apply(native, this, args);
        carried!.set(typeOf(args[1]), String(args[0]));
        return null;
      },
  );
  patchMethod(
    DataTransfer.prototype,
    'getData',
    (native) =>
      function getData(this: unknown, ...args) {
        const outer = apply(native, this, args);
        return outer === '' ? (carried?.get(typeOf(args[0])) ?? '') : outer;
      },
  );
  patchMethod(
    DataTransfer.prototype,
    'clearData',
    (native) =>
      function clearData(this: unknown, ...args) {
        args.length === 0 ? carried?.clear() : carried?.delete(typeOf(args[0]));
        return apply(native, this, args);
      },
  );
  patchAccessor(
    DataTransfer.prototype,
    'types',
    (native) =>
      function (this: unknown) {
        const outer = apply(native, this, []) as readonly string[];
        return carried ? Object.freeze([...new Set([...outer, ...carried.keys()])]) : outer;
      } as () => unknown,
  );
}

/** What every new document of the window needs again. `stops` is asked when something begins to move by itself. */
export function listenForDragging(isBlocked: () => boolean, stops: () => boolean): void {
  window.addEventListener(
    'dragstart',
    (event) => {
      const isOfPage = event
        .composedPath()
        .some((node) => node instanceof Element && node.getAttribute('draggable') === 'true');
      if (isOfPage) {
        if (!isBlocked()) return;
        carried = new Map();
        // A link or a picture brings its address along.
        apply(clear, apply(transferOf, event, []), []);
      } else if (stops()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  window.addEventListener('dragend', () => {
    carried = undefined;
  });
}
