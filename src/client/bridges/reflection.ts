import { guarded } from '../location-facade.ts';
import { apply, disguise, patchMethod } from '../natives.ts';
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

export function bridgeReflection(): void {
  bridgeOwnKeys(shown);
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
