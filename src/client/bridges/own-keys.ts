import { RUNTIME } from '../../rewrite/js/contract.ts';
import { apply, hidden, hide, hiding, type Method, patchMethod } from '../natives.ts';

/** A descriptor as the page may see it. */
type Show = (target: unknown, key: unknown, own: PropertyDescriptor | undefined) => PropertyDescriptor | undefined;

/** More own keys than anything has but windows and long lists, and the windows of other realms are not known here. */
const MANY = 500;
const [indexOf, splice] = [Array.prototype.indexOf as Method, Array.prototype.splice as Method];

const isHidden = (target: unknown, key: unknown): boolean => {
  const of = hidden.get(key as PropertyKey);
  return of !== undefined && (of === target || of === globalThis);
};

/** Own keys without what the runtime has put there. */
function ownKeys(native: Method): Method {
  return function (this: unknown, ...args) {
    const keys = apply(native, this, args) as PropertyKey[];
    const [target] = args;
    if (keys.length > MANY || hiding.has(target as object))
      for (const key of hidden.keys())
        if (isHidden(target, key)) {
          const at = apply(indexOf, keys, [key]) as number;
          if (at >= 0) apply(splice, keys, [at, 1]);
        }
    return keys;
  };
}

/** Lists of own properties, and their descriptors. */
export function bridgeOwnKeys(show: Show = (_target, _key, own) => own): void {
  hide(globalThis, RUNTIME);
  hiding.add(BigInt.prototype);
  patchMethod(Reflect, 'ownKeys', ownKeys);
  patchMethod(Object, 'getOwnPropertyNames', ownKeys);
  for (const holder of [Object, Reflect])
    patchMethod(
      holder,
      'getOwnPropertyDescriptor',
      (native) =>
        function (this: unknown, ...args) {
          const descriptor = apply(native, this, args) as PropertyDescriptor | undefined;
          return isHidden(args[0], args[1]) ? undefined : show(args[0], args[1], descriptor);
        },
    );
  patchMethod(
    Object,
    'getOwnPropertyDescriptors',
    (native) =>
      function (this: unknown, ...args) {
        const all = apply(native, this, args) as Record<PropertyKey, PropertyDescriptor>;
        const location = show(args[0], 'location', all['location']);
        if (location) all['location'] = location;
        for (const key of hidden.keys()) if (isHidden(args[0], key)) delete all[key];
        return all;
      },
  );
}
