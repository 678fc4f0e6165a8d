import { apply, type Method, patchMethod } from '../natives.ts';
import { selectorIn } from '../selector.ts';

const bySelector = (native: Method): Method =>
  ({
    find(this: unknown, ...args: unknown[]): unknown {
      const selector = args[0];
      if (typeof selector !== 'string' || !selector.includes('[')) return apply(native, this, args);
      return apply(native, this, [selectorIn(selector)]);
    },
  }).find;

/** Everything that finds elements by a selector. */
export function bridgeSelectors(): void {
  for (const prototype of [Document.prototype, DocumentFragment.prototype, Element.prototype])
    for (const name of ['querySelector', 'querySelectorAll']) patchMethod(prototype, name, bySelector);
  for (const name of ['matches', 'closest', 'webkitMatchesSelector']) patchMethod(Element.prototype, name, bySelector);
}
