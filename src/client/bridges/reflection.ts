import { guarded, realOf } from '../location-facade.ts';
import { apply, disguise, patchAccessor, patchMethod } from '../natives.ts';
import { bridgeOwnKeys } from './own-keys.ts';

/**
 * `location` of windows and documents as reflection hands it out. It is their own and cannot be redefined (HTML 7.2.2, "LegacyUnforgeable"),
 * and what makes windows of its own for the parts of a page asks for it like this, by a name that it has from them.
 */
const known = new WeakMap<object, Pick<PropertyDescriptor, 'get' | 'set'>>();

interface Located {
  location: unknown;
}

/** The facade of a window or document, when its `location` is meant. */
function facadeOf(target: unknown, key: unknown): Located | undefined {
  if (key !== 'location') return undefined;
  const facade = guarded(target);
  return facade === target ? undefined : (facade as Located);
}

function shown(target: unknown, key: unknown, descriptor: PropertyDescriptor | undefined): typeof descriptor {
  const { get, set } = descriptor ?? {};
  if (!get || !set || !facadeOf(target, key)) return descriptor;
  // The native says what it may be called on.
  const of = (self: unknown): Located => {
    apply(get, self, []);
    return facadeOf(self ?? globalThis, key)!;
  };
  let own = known.get(get);
  if (!own) {
    own = {
      get: disguise(function (this: unknown) {
        return of(this).location;
      }, get),
      set: disguise(function (this: unknown, value: unknown) {
        of(this).location = value;
      }, set),
    };
    known.set(get, own);
  }
  return { ...descriptor, ...own };
}

/** A Location's prototype is immutable (HTML 7.2.4.1), which that of no other object can be made: the native is asked. */
function bridgePrototypes(): void {
  for (const holder of [Object, Reflect])
    patchMethod(
      holder,
      'setPrototypeOf',
      (native) =>
        function setPrototypeOf(this: unknown, ...args) {
          const [shownOne] = args;
          args[0] = realOf(shownOne);
          const result = apply(native, this, args);
          return result === args[0] ? shownOne : result;
        },
    );
  patchAccessor(
    Object.prototype,
    '__proto__',
    undefined,
    (native) =>
      ({
        set(this: unknown, value: unknown): void {
          apply(native, realOf(this), [value]);
        },
      }).set,
  );
}

export function bridgeReflection(): void {
  bridgeOwnKeys(shown);
  bridgePrototypes();
  patchMethod(
    Reflect,
    'get',
    (native) =>
      function get(this: unknown, ...args) {
        const value = apply(native, this, args);
        const facade = facadeOf(args[0], args[1]);
        return facade ? facade.location : value;
      },
  );
  patchMethod(
    Reflect,
    'set',
    (native) =>
      function set(this: unknown, ...args) {
        const facade = facadeOf(args[0], args[1]);
        if (!facade) return apply(native, this, args);
        facade.location = args[2];
        return true;
      },
  );
}
