import { seldom } from '../code.ts';
import { apply, type Method, patchMethod } from '../natives.ts';
import { quietly } from '../quietly.ts';
import { hosts, toSuffix } from '../setup.ts';

/** An authority in a value, or an escape of one. */
const AUTHORITY = /\/\s*\/.|\\[\da-f/]/is;
/** What the end of a value, or a part of it, is compared with, as far as it may be of a host. */
const ENDS = /[$*]=\s*["']?([^"'/?#\s]+)/g;

/** Whether a selector may compare with a host, or a part of one: few do, and what maps them does not come with the page. */
const mayMatter = (selector: string): boolean =>
  AUTHORITY.test(selector) ||
  [...selector.matchAll(ENDS)].some(([, end = '']) =>
    hosts.table.origins.some((origin) => origin.endsWith(end) || `${origin}]`.endsWith(end)),
  );

let mapSelector: ((selector: string) => string) | undefined;
const mapped = quietly((selector: string): string => {
  if (!mayMatter(selector)) return selector;
  mapSelector ??= seldom()?.selectors(hosts.table.origins, toSuffix);
  return mapSelector?.(selector) ?? selector;
});

const remembered = new Map<string, string>();
const REMEMBERED_LIMIT = 500;

/** A selector that finds in the browser what `selector` finds in what the page wrote. */
function selectorIn(selector: string): string {
  if (!selector.includes('[') || !selector.includes('=')) return selector;
  const known = remembered.get(selector);
  if (known !== undefined) return known;
  const here = mapped(selector);
  if (remembered.size >= REMEMBERED_LIMIT) remembered.clear();
  remembered.set(selector, here);
  return here;
}

const bySelector = (native: Method): Method =>
  ({
    find(this: unknown, ...args: unknown[]): unknown {
      const selector = args[0];
      if (typeof selector !== 'string' || !selector.includes('[')) return apply(native, this, args);
      const here = selectorIn(selector);
      try {
        return apply(native, this, [here]);
      } catch {
        // What is wrong is said of what the page wrote.
        return apply(native, this, args);
      }
    },
  }).find;

/** Everything that finds elements by a selector. */
export function bridgeSelectors(): void {
  for (const prototype of [Document.prototype, DocumentFragment.prototype, Element.prototype])
    for (const name of ['querySelector', 'querySelectorAll']) patchMethod(prototype, name, bySelector);
  for (const name of ['matches', 'closest', 'webkitMatchesSelector']) patchMethod(Element.prototype, name, bySelector);
}
