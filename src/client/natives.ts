import { undo } from '../rewrite/js/undo.ts';

/**
 * What the runtime needs of the platform, taken before any page script runs, so that a page cannot change what the
 * runtime does by changing a prototype.
 */
export const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } =
  Reflect;
export const nativeFetch = window.fetch;
export const nativeLocation = window.location;
export const NativeURL = window.URL;
export const NativeEvent = window.Event;
export const nativeSetTimeout = window.setTimeout;
export const createElement = Document.prototype.createElement;
// biome-ignore lint/security/noGlobalEval: kept, never called on the gateway's own initiative
export const nativeEval = window.eval;
export const windowLocation = getOwnPropertyDescriptor(window, 'location')!.get!;

export const nativeInnerHtml = getOwnPropertyDescriptor(Element.prototype, 'innerHTML')!;

function reader(prototype: object, name: string): Method {
  const descriptor = getOwnPropertyDescriptor(prototype, name)!;
  return (descriptor.get ?? descriptor.value) as Method;
}

/** Native getters and methods by which the runtime itself looks at nodes. */
export const readers = {
  localName: reader(Element.prototype, 'localName'),
  namespaceURI: reader(Element.prototype, 'namespaceURI'),
  getAttribute: reader(Element.prototype, 'getAttribute'),
  setAttribute: reader(Element.prototype, 'setAttribute'),
  textContent: reader(Node.prototype, 'textContent'),
  data: reader(CharacterData.prototype, 'data'),
  attrValue: reader(Attr.prototype, 'value'),
} as const;

const NativeRequest = window.XMLHttpRequest;
const requests = NativeRequest.prototype as unknown as Record<'open' | 'send', Method>;
const { open, send } = requests;
const responseText = getOwnPropertyDescriptor(requests, 'responseText')!.get as () => string;

/** The text at a URL of the gateway's own, fetched at once and unseen by what a page makes of XMLHttpRequest. */
export function requestText(url: string): string {
  const request = new NativeRequest();
  apply(open, request, ['GET', url, false]);
  apply(send, request, []);
  return apply(responseText, request, []);
}

const toStringOf = Function.prototype.toString;
const disguised = new WeakMap<object, object>();

/** Makes a patched function look like the native it stands for: name, length, source text, and no constructor. */
export function disguise<Patched extends object>(patched: Patched, native: object): Patched {
  const shown =
    typeof patched === 'function' && 'prototype' in patched && !('prototype' in native)
      ? (asMethod(patched as unknown as Method) as unknown as Patched)
      : patched;
  for (const key of ['name', 'length'] as const) {
    const descriptor = getOwnPropertyDescriptor(native, key);
    if (descriptor) defineProperty(shown, key, descriptor);
  }
  disguised.set(shown, disguised.get(native) ?? native);
  return shown;
}

/** Methods, unlike functions, have no `prototype`. */
function asMethod(called: Method): Method {
  return {
    method(this: unknown, ...args: unknown[]): unknown {
      return apply(called, this, args);
    },
  }.method;
}

/** The text of a function as it really is. */
export function sourceOf(value: object): string {
  return apply(toStringOf, value, []) as string;
}

defineProperty(Function.prototype, 'toString', {
  value: disguise(function text(this: unknown) {
    const native = typeof this === 'function' ? disguised.get(this) : undefined;
    return undo(apply(toStringOf, native ?? this, []) as string);
  }, toStringOf),
  writable: true,
  configurable: true,
  enumerable: false,
});

/** A function of an object, any arguments. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Replaces a method; `make` is given the native one. Absent methods are left absent. */
export function patchMethod(target: object | undefined, name: string, make: (native: Method) => Method): void {
  const descriptor = target && getOwnPropertyDescriptor(target, name);
  if (!target || typeof descriptor?.value !== 'function') return;
  const native = descriptor.value as Method;
  defineProperty(target, name, { ...descriptor, value: disguise(make(native), native) });
}

/** Replaces an accessor's getter, setter or both. Absent ones are left absent. */
export function patchAccessor(
  target: object | undefined,
  name: string,
  get: ((native: () => unknown) => () => unknown) | undefined,
  set?: (native: (value: unknown) => void) => (value: unknown) => void,
): void {
  const descriptor = target && getOwnPropertyDescriptor(target, name);
  if (!target || !descriptor?.configurable || !descriptor.get) return;
  defineProperty(target, name, {
    ...descriptor,
    ...(get ? { get: disguise(get(descriptor.get), descriptor.get) } : {}),
    ...(set && descriptor.set ? { set: disguise(set(descriptor.set), descriptor.set) } : {}),
  });
}
