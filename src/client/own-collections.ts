/**
 * What `Map`, `Set`, `WeakMap` and `WeakSet` mean in the bundles of the client: `build` puts these in their place. Their
 * prototypes have the methods as they were before any page script ran, so that a page that replaces those of
 * `WeakMap.prototype` neither sees what is looked up nor changes what is found.
 */
function keepsMethods<Collection extends new (...args: never[]) => object>(own: Collection): Collection {
  const native = Reflect.getPrototypeOf(own) as Collection;
  const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(native.prototype) as PropertyDescriptorMap;
  Object.defineProperties(own.prototype, methods);
  return own;
}

const OwnMap = keepsMethods(class<Key, Value> extends globalThis.Map<Key, Value> {});
const OwnSet = keepsMethods(class<Value> extends globalThis.Set<Value> {});
const OwnWeakMap = keepsMethods(class<Key extends WeakKey, Value> extends globalThis.WeakMap<Key, Value> {});
const OwnWeakSet = keepsMethods(class<Value extends WeakKey> extends globalThis.WeakSet<Value> {});

export { OwnMap as Map, OwnSet as Set, OwnWeakMap as WeakMap, OwnWeakSet as WeakSet };
