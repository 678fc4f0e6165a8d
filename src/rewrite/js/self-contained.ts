/**
 * A collection that has its methods itself, as they are now. Code that shares a realm with a page keeps working when the
 * page replaces the methods of `WeakMap.prototype`, and the page does not get to see what is looked up.
 */
export function selfContained<Collection extends object>(collection: Collection): Collection {
  const prototype = Object.getPrototypeOf(collection) as object;
  for (const name of ['get', 'set', 'has', 'add', 'delete', 'test', 'exec']) {
    const method = Object.getOwnPropertyDescriptor(prototype, name);
    if (typeof method?.value === 'function') Object.defineProperty(collection, name, { value: method.value });
  }
  return collection;
}
