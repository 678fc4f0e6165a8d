import { toSuffix } from './setup.ts';
import { inPlaceOf, isTrusted, textOf } from './trusted.ts';

/**
 * A URL argument of a native: text is mapped; an object is given on as one whose conversion to text, done once and by the
 * native, is mapped; what is neither is left for the native to judge.
 */
export function urlArgument(value: unknown, map: (url: string) => string = toSuffix): unknown {
  if (typeof value === 'string') return map(value);
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return value;
  return isTrusted(value)
    ? inPlaceOf(value, map(textOf(value)))
    : { toString: () => map(`${value as unknown as string}`) };
}

/** The arguments of a call, the one at `at` mapped where there is one. */
export function withUrl(args: unknown[], at = 0, map?: (url: string) => string): unknown[] {
  if (at >= args.length) return args;
  const mapped = [...args];
  mapped[at] = urlArgument(args[at], map);
  return mapped;
}

/** The first argument of a call changed, where there is one. */
export const first =
  (map: (value: unknown) => unknown) =>
  (args: unknown[]): unknown[] =>
    args.length === 0 ? args : [map(args[0]), ...args.slice(1)];

/**
 * A dictionary argument as the native must read it: each member once, when it asks, with some of them changed. Anything
 * that is no object is left as it is. A view of its own, since a frozen dictionary must show its own values.
 */
export function dictionaryArgument(
  value: unknown,
  members: Readonly<Record<string, (value: unknown) => unknown>>,
): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return value;
  return new Proxy(Object.create(null) as object, {
    get(_target, key) {
      const member = (value as Record<PropertyKey, unknown>)[key];
      return typeof key === 'string' && Object.hasOwn(members, key) ? members[key]!(member) : member;
    },
  });
}

/** A dictionary of the page with one member in place of its own; read when the native reads it. */
export function withMember(init: unknown, name: string, value: unknown): object {
  return new Proxy(Object.create(null) as object, {
    get: (_target, key) => (key === name ? value : (init as Record<PropertyKey, unknown> | undefined)?.[key]),
  });
}

/** For members that may be absent. */
export function urlMember(value: unknown): unknown {
  return value === undefined ? undefined : urlArgument(value);
}

/** A sequence of dictionaries as the native must read them; what is none is left for it to judge. */
export function listArgument(value: unknown, members: Parameters<typeof dictionaryArgument>[1]): unknown {
  const isList = typeof value === 'object' && value !== null && Symbol.iterator in value;
  return isList ? [...(value as Iterable<unknown>)].map((each) => dictionaryArgument(each, members)) : value;
}
