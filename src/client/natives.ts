import { undo } from '../rewrite/js/undo.ts';
import { unmark } from './marks.ts';
import { quietly } from './quietly.ts';

/**
 * What the runtime needs of the platform, taken before any page script runs, so that a page cannot change what the
 * runtime does by changing a prototype. In a document as in a worker.
 */
export const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } =
  Reflect;
// biome-ignore lint/security/noGlobalEval: kept, never called on the gateway's own initiative
export const nativeEval = globalThis.eval;

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

const written = quietly((text: string): string => unmark(undo(text)));

defineProperty(Function.prototype, 'toString', {
  value: disguise(function text(this: unknown) {
    const native = typeof this === 'function' ? disguised.get(this) : undefined;
    return written(apply(toStringOf, native ?? this, []) as string);
  }, toStringOf),
  writable: true,
  configurable: true,
  enumerable: false,
});

/** Own properties that the runtime gives to objects of the page, which reflection does not show: name -> object. */
export const hidden = new Map<PropertyKey, unknown>();
export const hiding = new WeakSet();

export function hide(target: object, name: string): void {
  hidden.set(name, target);
  hiding.add(target);
}

/** A function of an object, any arguments. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

export const promiseThen = Promise.prototype.then as Method;

/** Replaces a method; `make` is given the native one. Absent methods are left absent. */
export function patchMethod(target: object | undefined, name: string, make: (native: Method) => Method): void {
  const descriptor = target && getOwnPropertyDescriptor(target, name);
  if (!target || typeof descriptor?.value !== 'function') return;
  const native = descriptor.value as Method;
  defineProperty(target, name, { ...descriptor, value: disguise(make(native), native) });
}

/** Replaces a method by one whose arguments are changed on their way. */
export function patchArguments(
  target: object | undefined,
  name: string,
  prepare: (args: unknown[]) => unknown[],
): void {
  patchMethod(
    target,
    name,
    (native) =>
      function (this: unknown, ...args) {
        return apply(native, this, prepare(args));
      },
  );
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

/** The object of a prototype chain that has a property of its own: globals have some of theirs from an interface. */
export function holderOf(object: object | null | undefined, name: string): object | undefined {
  for (let holder = object; holder; holder = getPrototypeOf(holder))
    if (getOwnPropertyDescriptor(holder, name)) return holder;
  return undefined;
}

/** An interface of this realm by its name; realms differ in which they have. */
export function prototypeOf(name: string): object | undefined {
  return (globalThis as unknown as Record<string, { prototype?: object } | undefined>)[name]?.prototype;
}

/**
 * Replaces a constructor; `prepare` may change the arguments, `made` is shown what came of them. Prototype, statics and
 * subclasses stay the native's. What it throws goes by way of `refused`.
 */
export function patchConstructor(
  name: string,
  prepare: (args: unknown[]) => unknown[],
  made: (object: object, args: unknown[]) => void = () => {},
  refused: (fault: unknown) => never = rethrow,
): void {
  const holder = globalThis as unknown as Record<string, new (...args: never[]) => object>;
  const native = holder[name];
  if (!native) return;
  const patched: typeof native = disguise(
    new Proxy(native, {
      construct(target, args: unknown[], newTarget): object {
        const prepared = prepare(args);
        let object: object;
        try {
          object = construct(target, prepared, newTarget === patched ? target : newTarget) as object;
        } catch (fault) {
          return refused(fault);
        }
        made(object, prepared);
        return object;
      },
    }),
    native,
  );
  defineProperty(native.prototype, 'constructor', { value: patched, writable: true, configurable: true });
  defineProperty(globalThis, name, { value: patched, writable: true, configurable: true });
}

function rethrow(fault: unknown): never {
  throw fault;
}
