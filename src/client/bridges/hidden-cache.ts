import { apply, type Method, patchMethod, promiseThen, prototypeOf } from '../natives.ts';

/** The cache in which a service worker keeps scripts and style sheets as they are given to pages. */
export const HIDDEN_CACHE = 'sallyport-answers';
const RESERVED = new RegExp(`^x*${HIDDEN_CACHE}$`);

/** An app that has a cache of this name has one of another. */
const inward = (native: Method): Method =>
  function (this: unknown, ...args) {
    if (args.length === 0) return apply(native, this, args);
    const name = `${args[0] as string}`;
    return apply(native, this, [RESERVED.test(name) ? `x${name}` : name, ...args.slice(1)]);
  };

/** Keeps the gateway's cache out of what the app sees and clears away. */
export function bridgeHiddenCache(): void {
  const storage = prototypeOf('CacheStorage');
  for (const method of ['open', 'has', 'delete']) patchMethod(storage, method, inward);
  const shown = (names: string[]): string[] =>
    names.flatMap((name) => (name === HIDDEN_CACHE ? [] : RESERVED.test(name) ? name.slice(1) : name));
  patchMethod(
    storage,
    'keys',
    (native) =>
      function (this: unknown) {
        return apply(promiseThen, apply(native, this, []), [shown]);
      },
  );
}
