import { seldom } from '../code.ts';
import { apply, type Method, patchMethod } from '../natives.ts';
import { cssToSuffix, grantUrl, hosts, mayNameHosts, styled, toSuffix } from '../setup.ts';

/** An authority in a value, or an escape of one. */
const AUTHORITY = /\/\s*\/.|\\[\da-f/]/is;
/** What the end of a value, or a part of it, is compared with, as far as it may be of a host. */
const ENDS = /[$*]=\s*["']?([^"'/?#\s]+)/g;

/** Whether an attribute selector may compare with a host, or a part of one: few do, and what maps them does not come with the page. */
const mayMatter = (test: string): boolean =>
  AUTHORITY.test(test) ||
  [...test.matchAll(ENDS)].some(([, end = '']) =>
    hosts.table.origins.some((origin) => origin.endsWith(end.toLowerCase()) || `${origin}]`.endsWith(end)),
  );

let mapTest: ((test: string) => string) | undefined;
function testIn(test: string): string {
  if (!mayMatter(test)) return test;
  mapTest ??= seldom()?.selectors(hosts.table.origins, toSuffix, grantUrl);
  return mapTest?.(test) ?? test;
}

const remembered = new Map<string, string>();
const REMEMBERED_LIMIT = 500;

/** A selector that finds in the browser what `selector` finds in what the page wrote. */
function selectorIn(selector: string): string {
  const known = remembered.get(selector);
  if (known !== undefined) return known;
  const here = cssToSuffix(selector);
  if (remembered.size >= REMEMBERED_LIMIT) remembered.clear();
  remembered.set(selector, here);
  return here;
}

const bySelector = (native: Method): Method =>
  ({
    find(this: unknown, ...args: unknown[]): unknown {
      const selector = args[0];
      if (typeof selector !== 'string' || !selector.includes('[') || !mayNameHosts(selector))
        return apply(native, this, args);
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
  styled.test = testIn;
  for (const prototype of [Document.prototype, DocumentFragment.prototype, Element.prototype])
    for (const name of ['querySelector', 'querySelectorAll']) patchMethod(prototype, name, bySelector);
  for (const name of ['matches', 'closest', 'webkitMatchesSelector']) patchMethod(Element.prototype, name, bySelector);
}
