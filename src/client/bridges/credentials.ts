import type { AskedMode } from '../../rewrite/mark.ts';
import { mark, markOf, unmark } from '../marks.ts';
import {
  apply,
  getOwnPropertyDescriptor,
  holderOf,
  type Method,
  patchAccessor,
  patchArguments,
  patchConstructor,
  patchMethod,
  prototypeOf,
} from '../natives.ts';
import { urlOfRequest } from '../request-argument.ts';
import { grantUrl, sandbox } from '../setup.ts';
import { protectedUrl, siblingUrl } from '../sibling.ts';
import { withMember } from '../url-argument.ts';

/**
 * How script asks a sibling host, or its own without credentials. Every such request goes with them, because the gateway lets
 * nobody in without its cookie; one that the page asked without them says so in its URL, and the gateway then sends the app no cookies and
 * grants what the app grants an anonymous page. Stands before the other network bridges: it sees what the page wrote.
 */
const MODES: ReadonlySet<unknown> = new Set(['include', 'same-origin', 'omit']);

function nativeGetter(type: string, name: string): Method {
  const holder = prototypeOf(type);
  return ((holder && getOwnPropertyDescriptor(holder, name)?.get) ?? (() => undefined)) as Method;
}
const sourceUrl = nativeGetter('EventSource', 'url');
const NativeRequest = globalThis.Request;
const requestMode = nativeGetter('Request', 'credentials');

/** The mode a native object of ours was asked with, from its URL. */
function askedMode(url: unknown): AskedMode | undefined {
  const found = typeof url === 'string' ? markOf(url) : undefined;
  return MODES.has(found) ? (found as AskedMode) : undefined;
}

/**
 * The mode of a Request that says nothing of it in its URL, where that leaves out the gateway's cookie: one that a cache lists is without
 * credentials in Chromium, whatever it was kept with.
 */
function ownMode(request: unknown, url: string): 'omit' | undefined {
  return markOf(url) === undefined && apply(requestMode, request, []) === 'omit' ? 'omit' : undefined;
}

/** Input and options of fetch and Request, for the natives. */
export function requestArguments(args: unknown[]): unknown[] {
  const [input, init, ...rest] = args;
  if (args.length === 0 || (init !== undefined && init !== null && Object(init) !== init)) return args;
  const held = urlOfRequest(input);
  if (sandbox.on) {
    const url = grantedUrl(held ?? `${input as string}`);
    return [
      held === undefined ? url : held === url ? input : new NativeRequest(url, input as Request),
      ...args.slice(1),
    ];
  }
  const written = (init as RequestInit | null | undefined)?.credentials;
  const isRequest = held !== undefined;
  const asked = written ?? (isRequest ? ownMode(input, held) : 'same-origin');
  if (asked === undefined || !MODES.has(asked)) return args;
  // A symbol is no text, and throws here as it does in the native.
  const text = isRequest ? unmark(held) : `${input as string}`;
  const found = protectedUrl(text);
  // At home `omit` alone leaves the gateway's cookie out.
  const isPlain = found?.isHome === true && asked !== 'omit';
  if (!found || (isPlain && (held === undefined || markOf(held) === undefined)))
    return isRequest ? args : [text, ...args.slice(1)];
  const { target, isHome } = found;
  const url = asked === 'include' || isPlain ? target : mark(target, asked);
  const mode = isHome ? 'same-origin' : 'include';
  const options = withMember(init, 'credentials', isPlain ? asked : mode);
  if (!isRequest) return [url, options, ...rest];
  return [held === url ? input : new NativeRequest(url, input as Request), options, ...rest];
}

/** What script in a sandbox asks for goes without cookies, whatever it says. */
function grantedUrl(url: string): string {
  const found = protectedUrl(url);
  return found ? grantUrl(found.target, 'part') : url;
}

export function bridgeCredentials(): void {
  patchMethod(
    holderOf(globalThis, 'fetch'),
    'fetch',
    (native) =>
      function fetch(this: unknown, ...args) {
        let prepared: unknown[];
        try {
          prepared = requestArguments(args);
        } catch (error) {
          // What reading the page's own arguments throws, fetch answers with a rejection (Fetch 5.6).
          return Promise.reject(error as Error);
        }
        return apply(native, this, prepared);
      },
  );
  patchArguments(holderOf(globalThis, 'fetchLater'), 'fetchLater', requestArguments);
  patchConstructor('Request', requestArguments);
  patchAccessor(
    globalThis.Request?.prototype,
    'credentials',
    (native) =>
      function (this: unknown) {
        const value = apply(native, this, []);
        return askedMode(urlOfRequest(this)) ?? value;
      } as () => unknown,
  );
  patchConstructor('EventSource', (args) => {
    const [url, init, ...rest] = args;
    if (sandbox.on && args.length > 0) return [grantedUrl(`${url as string}`), ...args.slice(1)];
    if (args.length === 0 || (init as EventSourceInit | undefined)?.withCredentials) return args;
    const target = siblingUrl(`${url as string}`);
    if (target === undefined) return args;
    return [mark(target, 'same-origin'), withMember(init, 'withCredentials', true), ...rest];
  });
  patchAccessor(
    globalThis.EventSource?.prototype,
    'withCredentials',
    (native) =>
      function (this: unknown) {
        return apply(native, this, []) === true && askedMode(apply(sourceUrl, this, [])) === undefined;
      } as () => unknown,
  );
  bridgeXhr();
}

/** What is known of an XMLHttpRequest that goes to a sibling: how to open it again, when the page changes its mind. */
interface Opened {
  readonly args: readonly unknown[];
  readonly target: string;
  readonly headers: (readonly [name: unknown, value: unknown])[];
}

function bridgeXhr(): void {
  const prototype = globalThis.XMLHttpRequest?.prototype as XMLHttpRequest | undefined;
  if (!prototype) return;
  const setCredentials = getOwnPropertyDescriptor(prototype, 'withCredentials')!.set as Method;
  const nativeHeader = prototype.setRequestHeader as unknown as Method;
  const nativeOpen = prototype.open as unknown as Method;
  const opened = new WeakMap<object, Opened>();
  /** What the page set; the native attribute is true for every request to a sibling. */
  const wanted = new WeakMap<object, boolean>();
  let isOpening = false;

  const urlOf = (self: object, target: string): string =>
    wanted.get(self) === true ? target : mark(target, 'same-origin');

  patchMethod(
    prototype,
    'open',
    (native) =>
      function open(this: unknown, ...args) {
        const self = this as object;
        const written = args.length > 1 ? `${args[1] as string}` : '';
        const text = sandbox.on && args.length > 1 ? grantedUrl(written) : written;
        const target = args.length > 1 && !sandbox.on ? siblingUrl(text) : undefined;
        isOpening = true;
        try {
          if (target === undefined) {
            opened.delete(self);
            if (wanted.has(self)) apply(setCredentials, self, [wanted.get(self)]);
            return apply(native, self, args.length > 1 ? [args[0], text, ...args.slice(2)] : args);
          }
          const result = apply(native, self, [args[0], urlOf(self, target), ...args.slice(2)]);
          apply(setCredentials, self, [true]);
          opened.set(self, { args, target, headers: [] });
          return result;
        } finally {
          isOpening = false;
        }
      },
  );
  patchMethod(
    prototype,
    'setRequestHeader',
    (native) =>
      function setRequestHeader(this: unknown, ...args) {
        const result = apply(native, this, args);
        opened.get(this as object)?.headers.push([args[0], args[1]]);
        return result;
      },
  );
  patchAccessor(
    prototype,
    'withCredentials',
    (native) =>
      function (this: unknown) {
        const value = apply(native, this, []);
        return wanted.get(this as object) ?? (opened.has(this as object) ? false : value);
      } as () => unknown,
    (native) =>
      function (this: unknown, value: unknown) {
        const self = this as object;
        const known = opened.get(self);
        // The native refuses once the request is sent (XHR 3.5.3).
        apply(native, self, [known ? true : value]);
        if (isOpening) return;
        const before = wanted.get(self) === true;
        wanted.set(self, Boolean(value));
        if (!known || before === Boolean(value)) return;
        // Opened again at the other URL: no event tells of it, and only the headers are lost (XHR 3.5.1).
        apply(nativeOpen, self, [known.args[0], urlOf(self, known.target), ...known.args.slice(2)]);
        for (const header of known.headers) apply(nativeHeader, self, header as unknown as unknown[]);
      } as (value: unknown) => void,
  );
}
