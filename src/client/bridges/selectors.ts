import { apply, type Method, patchMethod } from '../natives.ts';
import { selectorIn } from '../selector.ts';

const bySelector = (native: Method): Method =>
  function (this: unknown, ...args) {
    if (typeof args[0] === 'string') args[0] = selectorIn(args[0]);
    return apply(native, this, args);
  };

/** Everything that finds elements by a selector. */
export function bridgeSelectors(): void {
  for (const prototype of [Document.prototype, DocumentFragment.prototype, Element.prototype])
    for (const name of ['querySelector', 'querySelectorAll']) patchMethod(prototype, name, bySelector);
  for (const name of ['matches', 'closest', 'webkitMatchesSelector']) patchMethod(Element.prototype, name, bySelector);
}
