import { credentialChange, writtenCrossOrigin } from '../../rewrite/html/credentials.ts';
import { rewriteSrcset } from '../../rewrite/url.ts';
import { ownerOf } from '../attribute-value.ts';
import { digestsIn } from '../digests.ts';
import { mark, markOf, unmark } from '../marks.ts';
import { apply, type Method, patchAccessor, prototypeOf } from '../natives.ts';
import { readers, removeAttribute } from '../node-natives.ts';
import { quietly } from '../quietly.ts';
import { grantUrl, partUrl, sandbox, toSuffix } from '../setup.ts';
import { siblingUrl } from '../sibling.ts';
import { inPlaceOf, textOf, trustedUrl } from '../trusted.ts';

/** Elements with `crossorigin` and the attribute by which each loads. */
const LOADS: Readonly<Record<string, string>> = { script: 'src', link: 'href', img: 'src', audio: 'src', video: 'src' };
/** Those that choose among several. */
const SETS: Readonly<Record<string, string>> = { img: 'srcset', link: 'imagesrcset' };
const TYPES = ['Script', 'Link', 'Image', 'Media'];
/** Attributes that decide on it, beside the URL and `crossorigin`. */
const DECIDING: ReadonlySet<string> = new Set(['type', 'rel', 'as', 'srcset', 'imagesrcset']);
const REFLECTING: Readonly<Record<string, readonly string[]>> = {
  Script: ['type'],
  Link: ['rel', 'as', 'imageSrcset'],
  Image: ['srcset'],
};

const nativeGet = readers.getAttribute;
const nativeSet = readers.setAttribute;

function attribute(element: Element, name: string): string | undefined {
  return (apply(nativeGet, element, [name]) as string | null) ?? undefined;
}

/** What the page wrote, or would have: the browser's own value where we have not changed it. */
function written(element: Element): string | undefined {
  const value = attribute(element, 'crossorigin');
  return value === undefined ? undefined : writtenCrossOrigin(value);
}

/** Nothing is told to observers where nothing changes. */
function put(element: Element, crossorigin: string | undefined): void {
  if (crossorigin === undefined) apply(removeAttribute, element, ['crossorigin']);
  else if (crossorigin !== attribute(element, 'crossorigin')) apply(nativeSet, element, ['crossorigin', crossorigin]);
}

/** The digests of what an element loads go with its URL. */
function settleDigests(element: Element, url: string): void {
  const digests = attribute(element, 'integrity');
  if (digests === undefined) return;
  const next = digestsIn(ownerOf(element), digests, url);
  if (next !== digests) apply(nativeSet, element, ['integrity', next]);
}

/** Makes an element ask for this URL, and those of its set, as it must, before it does; returns the URL to write. */
const prepared = quietly(
  (element: Element, url: string, crossorigin: string | undefined = written(element)): string => {
    const name = String(apply(readers.localName, element, []));
    const setName = SETS[name] ?? '';
    const set = attribute(element, setName) ?? '';
    settleDigests(element, url);
    let isSibling = url !== '' && siblingUrl(unmark(url)) !== undefined;
    rewriteSrcset(set, (each) => {
      isSibling ||= siblingUrl(unmark(each)) !== undefined;
      return each;
    });
    const value = (of: string): string | undefined => (of === 'crossorigin' ? crossorigin : attribute(element, of));
    const isManifest = name === 'link' && /(^|\s)manifest(\s|$)/i.test(value('rel') ?? '');
    const change =
      !sandbox.on && (isSibling || (isManifest && !isForeign(url))) ? credentialChange(name, value) : undefined;
    put(element, change?.crossorigin ?? crossorigin);
    const asked = (written: string, by: string): string => {
      const plain = unmark(written);
      if (change?.mark && (isManifest || siblingUrl(plain) !== undefined)) return mark(plain, change.mark);
      const part = partUrl(name, by, toSuffix(plain));
      return markOf(part) === undefined ? plain : part;
    };
    const next = rewriteSrcset(set, (each) => asked(each, setName));
    if (next !== set) apply(nativeSet, element, [setName, next]);
    return change?.grant ? grantUrl(toSuffix(unmark(url)), change.grant) : asked(url, LOADS[name] ?? '');
  },
);

/** A URL of another host that is none of ours. */
function isForeign(url: string): boolean {
  return /^[\0-\x20]*(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(url) && toSuffix(url) === url;
}

/** After something else changed that decides: the element as it must be now. */
function settle(element: Element, crossorigin = written(element)): void {
  const name = LOADS[String(apply(readers.localName, element, []))];
  const url = name === undefined ? undefined : attribute(element, name);
  if (name === undefined) put(element, crossorigin);
  else {
    const next = prepared(element, url ?? '', crossorigin);
    if (url !== undefined && markOf(next) !== markOf(url)) apply(nativeSet, element, [name, trustedUrl(next)]);
  }
}

/** HTML 2.5.4, CORS settings attributes, limited to known values. */
function reflected(value: string | undefined): string | null {
  if (value === undefined) return null;
  return value.toLowerCase() === 'use-credentials' ? 'use-credentials' : 'anonymous';
}

/** Elements made by script that load from a sibling host, and what a page reads of how they do. */
export function bridgeCrossOrigin(): void {
  for (const type of TYPES) {
    const prototype = prototypeOf(`HTML${type}Element`);
    patchAccessor(
      prototype,
      'crossOrigin',
      () =>
        function (this: Element) {
          return reflected(written(this));
        } as () => unknown,
      () =>
        function (this: Element, value: unknown) {
          // Where there is none any more, the element says so itself.
          const isNone = value === null || value === undefined;
          settle(this, isNone ? (apply(removeAttribute, this, ['crossorigin']) as undefined) : `${value as string}`);
        } as (value: unknown) => void,
    );
    patchAccessor(
      prototype,
      type === 'Link' ? 'href' : 'src',
      undefined,
      (native) =>
        function (this: Element, value: unknown) {
          apply(native, this, [inPlaceOf(value, prepared(this, textOf(value)))]);
        } as (value: unknown) => void,
    );
    for (const name of REFLECTING[type] ?? [])
      patchAccessor(
        prototype,
        name,
        undefined,
        (native) =>
          function (this: Element, value: unknown) {
            apply(native, this, [value]);
            settle(this);
          } as (value: unknown) => void,
      );
  }
}

const loads = (element: unknown): string | undefined =>
  element instanceof Element ? LOADS[String(apply(readers.localName, element, []))] : undefined;
const isCrossOrigin = (name: unknown): boolean => {
  const text = String(name);
  return text.length === 11 && text.toLowerCase() === 'crossorigin';
};

/** The methods of attributes, for names that may decide on how an element loads. Given what is called for all others. */
export const settling: Readonly<
  Record<'setAttribute' | 'getAttribute' | 'hasAttribute' | 'removeAttribute', (native: Method) => Method>
> = {
  setAttribute: (native) =>
    function (this: unknown, ...args) {
      const url = args.length > 1 ? loads(this) : undefined;
      if (url === undefined) return apply(native, this, args);
      const name = String(args[0]).toLowerCase();
      const element = this as Element;
      if (name === 'crossorigin') return settle(element, String(args[1]));
      if (name === url) {
        const [, value] = args;
        return apply(native, this, [args[0], inPlaceOf(value, prepared(element, textOf(value)))]);
      }
      const result = apply(native, this, args);
      if (DECIDING.has(name)) settle(element);
      return result;
    },
  removeAttribute: (native) =>
    function (this: unknown, ...args) {
      const result = apply(native, this, args);
      if (args.length > 0 && loads(this) !== undefined) {
        if (isCrossOrigin(args[0])) settle(this as Element, undefined);
        else if (DECIDING.has(String(args[0]).toLowerCase())) settle(this as Element);
      }
      return result;
    },
  getAttribute: (native) =>
    function (this: unknown, ...args) {
      return isCrossOrigin(args[0]) && loads(this) !== undefined
        ? (written(this as Element) ?? null)
        : apply(native, this, args);
    },
  hasAttribute: (native) =>
    function (this: unknown, ...args) {
      return isCrossOrigin(args[0]) && loads(this) !== undefined
        ? written(this as Element) !== undefined
        : apply(native, this, args);
    },
};
