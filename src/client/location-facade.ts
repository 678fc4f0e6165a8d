import { RUNTIME } from '../rewrite/js/contract.ts';
import { pageEval } from './code.ts';
import { farLocation } from './far-location.ts';
import {
  apply,
  defineProperty,
  disguise,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  type Method,
  ownKeys,
} from './natives.ts';
import { nativeLocation, windowLocation } from './node-natives.ts';
import { coverWindow } from './realm.ts';
import { hosts, sandbox, toOrigin } from './setup.ts';
import { dictionaryArgument } from './url-argument.ts';
import { windowUrl } from './window-url.ts';

/** Members that show or take the real origin; the rest of Location is passed on. */
const PARTS = ['origin', 'protocol', 'host', 'hostname', 'port'] as const;

/** URL Standard section 4.4, scheme start state; a tab or newline is left to the native too, which skips it. */
const SCHEME = /^[a-z][a-z\d+.-]*(?::|$)/i;

function originUrl(real: Location): URL {
  return new URL(toOrigin(real.href));
}

/** The native list where it is empty, and else one that looks like it, with the origins of the page's own world. */
function ancestorOrigins(real: Location): unknown {
  const native = real.ancestorOrigins as DOMStringList | undefined;
  if (!native || native.length === 0) return native;
  const origins = [...native].map((origin) => toOrigin(origin));
  return Object.create(getPrototypeOf(native), {
    ...(Object.getOwnPropertyDescriptors(origins) as object),
    item: { value: (at: number) => origins[at] ?? null },
    contains: { value: (origin: string) => origins.includes(origin) },
    [Symbol.iterator]: { value: () => origins.values() },
  });
}

/** What stands for a Location -> that. */
const reals = new WeakMap<object, Location>();

/** The native Location where a page has what stands for it; anything else as it is. */
export const realOf = (value: unknown): unknown => reals.get(value as object) ?? value;

/** The Location that a page believes in, of its own window or of another of its origin. */
function createLocation(real: Location): Location {
  const facade = Object.create(getPrototypeOf(real)) as Location;
  const members = Object.create(null) as Record<PropertyKey, PropertyDescriptor>;
  // What any object has as `valueOf` gives the facade itself.
  for (const name of ['valueOf', Symbol.toPrimitive]) members[name] = getOwnPropertyDescriptor(real, name)!;
  // That of another window has its own; for any other receiver the native one has the error.
  const accessor = (name: string, get: () => unknown, set?: (value: unknown) => void): void => {
    const native = getOwnPropertyDescriptor(real, name)!;
    const member = <Own extends Method | ((value: unknown) => void)>(key: 'get' | 'set', own: Own): Own =>
      disguise(
        function (this: object, ...args: unknown[]): unknown {
          if (this === facade) return apply(own as Method, this, args);
          return apply((reals.has(this) ? getOwnPropertyDescriptor(this, name)! : native)[key]!, this, args);
        } as Own,
        native[key]!,
      );
    members[name] = { get: member('get', get), enumerable: true };
    if (set) members[name].set = member('set', set);
  };
  // For another receiver, and for arguments that are missing, the native one has the error.
  const method = (name: string, value: (...args: never[]) => unknown): void => {
    const native = (real as unknown as Record<string, Method>)[name]!;
    const own = function (this: unknown, ...args: unknown[]): unknown {
      if (this === facade && args.length >= native.length) return apply(value as Method, this, args);
      return apply(native, this === facade ? real : this, args);
    };
    members[name] = { value: disguise(own, native), enumerable: true };
  };
  // Firefox has none.
  if ('ancestorOrigins' in real) accessor('ancestorOrigins', () => ancestorOrigins(real));
  accessor(
    'href',
    () => toOrigin(real.href),
    (value) => {
      real.href = windowUrl(value);
    },
  );
  const resend = (part: 'protocol' | 'host' | 'hostname' | 'port' | 'pathname' | 'search', value: unknown): void => {
    const url = originUrl(real);
    const text = `${value as string}`;
    url[part] = text;
    // HTML section 7.2.4: what is no scheme is an error, and the native has it.
    if (part === 'protocol' && !SCHEME.test(text)) real.protocol = text;
    else real.href = windowUrl(url.href);
  };
  for (const part of PARTS) {
    accessor(
      part,
      // That of a frame which was taken out is empty in Firefox.
      () => (real.protocol === 'about:' || !real.href ? real[part] : originUrl(real)[part]),
      part === 'origin' ? undefined : (value) => resend(part, value),
    );
  }
  for (const part of ['pathname', 'search', 'hash'] as const) {
    accessor(
      part,
      // A document made as a Blob or a `data:` URL is at another one here.
      () => (/^(?:blob|data):/.test(real.protocol) ? originUrl(real)[part] : toOrigin(real[part])),
      (value) => {
        if (sandbox.on && part !== 'hash') resend(part, value);
        else real[part] = `${value as string}`;
      },
    );
  }
  method('assign', (url: unknown) => real.assign(windowUrl(url)));
  method('reload', () => real.reload());
  method('replace', (url: unknown) => real.replace(windowUrl(url)));
  method('toString', () => toOrigin(real.href));
  // In the order of the native, which is another one in each engine and what a page sees when it lists them.
  for (const name of ownKeys(real)) if (members[name]) defineProperty(facade, name, members[name]);
  reals.set(facade, real);
  return facade;
}

const locations = new WeakMap<Location, object>();
export const pageLocation = createLocation(nativeLocation);
locations.set(nativeLocation, pageLocation);

/** The facade of any window's Location. */
function locationOf(real: Location): object {
  let facade = locations.get(real);
  if (!facade) {
    facade = works(() => real.href) ? createLocation(real) : farLocation(real);
    locations.set(real, facade);
  }
  return facade;
}

/** A Location of another origin refuses (HTML section 7.2.4), as accessors do for what is not of their kind. */
function works(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}

/** Another window as seen through `.location` and `.postMessage`: readable when it is of the same origin, else write-only. */
function createWindowFacade(other: Window): object {
  const facade = {
    get location(): unknown {
      return locationOf(other.location);
    },
    set location(value: unknown) {
      other.location = windowUrl(value) as never;
    },
    get eval(): unknown {
      if (other === window) return pageEval.get();
      coverWindow(other);
      const global = other as unknown as Record<string, { eval: unknown } | undefined> & { eval: unknown };
      return global[RUNTIME]?.eval ?? global.eval;
    },
    postMessage: disguise(postOf(other), nativePost),
  };
  // The own one may be another function by now, by any way of setting it.
  if (other === window)
    defineProperty(facade, 'postMessage', {
      get: () => window.postMessage,
      set: (value: never) => {
        window.postMessage = value;
      },
    });
  return facade;
}

const nativePost = window.postMessage as Method;

/**
 * The function of a window that posts to it, or to the one that it is called on. By the native of this realm, whatever window it is
 * for: the receiver is told that the sender is the realm whose code runs (HTML, "incumbent settings object"), so a function of the
 * other realm would name the wrong one.
 */
export const postOf = (home: Window): Method =>
  // A function of this bundle, which is sloppy code, cannot tell a call on nothing from one on its own window.
  new Proxy(nativePost, {
    apply: (_target, self, args) => post(self === guarded(home) ? home : (self ?? home), args),
  });

function post(target: unknown, args: unknown[]): unknown {
  if (args.length < 2) return apply(nativePost, target, args);
  const [message, options, ...rest] = args;
  // HTML section 9.3.3: with a third argument, or as a text, the second is an origin; else it is a dictionary.
  const isDictionary = rest.length === 0 && (options === undefined || typeof options === 'object');
  const mapped = isDictionary
    ? dictionaryArgument(options, {
        targetOrigin: (value) => (value === undefined ? value : targetOrigin(`${value as string}`)),
      })
    : targetOrigin(`${options as string}`);
  return apply(nativePost, target, [message, mapped, ...rest]);
}

/** `*` and `/` say what they say; an origin is mapped. */
function targetOrigin(target: string): string {
  return target === '*' || target === '/' ? target : hosts.toSuffix(target);
}

const facades = new WeakMap<object, object>();
const plain = new WeakSet<object>();
const documentLocation = getOwnPropertyDescriptor(document, 'location')!.get!;

const removeListener = EventTarget.prototype.removeEventListener as unknown as Method;
const typeErrors = TypeError.prototype;

/**
 * Windows and documents are event targets, and for most objects this one question is enough: its answer costs an exception
 * once for each object. A Proxy does not see it. A window of another origin refuses by another error.
 */
function isTarget(value: object): boolean {
  try {
    apply(removeListener, value, ['', null]);
    return true;
  } catch (error) {
    return getPrototypeOf(error as object) !== typeErrors;
  }
}

function isWindow(value: object): value is Window {
  return works(() => apply(windowLocation, value, []));
}

/** `__sallyport.of`: a facade for windows and documents, everything else as it is. */
export function guarded(value: unknown): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || plain.has(value)) return value;
  const known = facades.get(value);
  if (known) return known;
  let facade: object | undefined;
  if (!isTarget(value)) {
    plain.add(value);
    return value;
  }
  // Windows first: one of another origin may be asked for nothing else.
  if (isWindow(value)) facade = createWindowFacade(value);
  else if (isDocument(value)) {
    const owner = value.defaultView;
    facade = owner ? createWindowFacade(owner) : undefined;
    if (owner) for (const name of ['postMessage', 'eval']) defineProperty(facade!, name, { value: undefined });
  }
  if (!facade) {
    plain.add(value);
    return value;
  }
  facades.set(value, facade);
  return facade;
}

/** Asked of the object as it is: nothing that a page could see is read of a Proxy. */
function isDocument(value: object): value is Document {
  return works(() => apply(documentLocation, value, []));
}

/** `__sallyport.from`: a whole window or document, with `location` and `postMessage` as the guard gives them. */
export function viewed(value: unknown): unknown {
  const facade = guarded(value);
  if (facade === value) return value;
  const real = value as Record<PropertyKey, unknown>;
  return new Proxy(Object.create(null) as object, {
    get: (_target, key) =>
      key === 'location' || ((key === 'postMessage' || key === 'eval') && isWindow(real))
        ? (facade as Record<PropertyKey, unknown>)[key]
        : bound(real, real[key]),
    set(_target, key, next) {
      if (key === 'location') (facade as { location: unknown }).location = next;
      else real[key] = next;
      return true;
    },
    has: (_target, key) => key in real,
    deleteProperty: (_target, key) => delete real[key],
  });
}

/** Methods of the real object need it as `this`; constructors and the page's own functions are left alone. */
function bound(real: object, value: unknown): unknown {
  if (typeof value !== 'function' || 'prototype' in value) return value;
  const method = value as (...args: unknown[]) => unknown;
  return new Proxy(method, {
    apply: (target, self, args) => apply(target, self === undefined || guarded(real) !== real ? real : self, args),
  });
}
