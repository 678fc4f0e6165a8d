import { CALLERS, MAPPED_PROPERTIES, RUNTIME, type RUNTIME_MEMBERS, type ScriptOptions } from './contract.ts';

interface Accessor {
  get(): unknown;
  set(value: unknown): void;
}

/** What only the realm knows; the members of the runtime's global follow from it. */
export interface GuardHooks {
  readonly location: Accessor;
  readonly eval: Accessor & {
    /** The native eval for the one that stands for it; anything else as it is. */
    direct(value: unknown): unknown;
  };
  /** See RUNTIME_MEMBERS.of and .from. */
  readonly of: (value: unknown) => unknown;
  readonly from: (value: unknown) => unknown;
  /** Whether a value is the native Location or the native eval, which a bare name can still give. */
  readonly isNativeLocation: (value: unknown) => boolean;
  readonly isNativeEval: (value: unknown) => boolean;
  /** Code of a direct eval, rewritten (ScriptOptions: goal `script`, `eval`, and what is known of the caller). */
  readonly code: (source: string, caller: Pick<ScriptOptions, 'shadowed' | 'within'>) => string;
  /** Code that a policy of Trusted Types has let through, as that after `rewrite`; anything else as it is. */
  readonly trusted?: (value: unknown, rewrite: (source: string) => string) => unknown;
  readonly toSuffix: (url: string) => string;
  readonly toOrigin: (url: string) => string;
  /** In place of `toSuffix` for what import() is given. */
  readonly imported?: (url: string) => string;
  /** The promise of an import(). */
  readonly loaded?: (promise: unknown) => unknown;
  /** A document's text that script returns, as it must be here. */
  readonly returned?: (markup: string) => string;
}

type Member = keyof typeof RUNTIME_MEMBERS;
/** What the name `eval` is outside of a `with`: read, set (1, which it says) or deleted (2, if it may be). */
interface OuterEval {
  (): unknown;
  (act: 1 | 2, next?: unknown): boolean;
}

/** What a realm gets: the value of its global `__sallyport`, and what code within a `with` has of it. */
export interface Guards {
  readonly global: object;
  readonly within: object;
}

/** Frozen objects without a prototype, as RUNTIME_MEMBERS describes them. */
export function createGuards(hooks: GuardHooks): Guards {
  const { of, toSuffix, toOrigin, imported = toSuffix } = hooks;
  const views = new WeakMap<object, unknown>();
  let key: unknown;
  let within: readonly [value?: unknown, outer?: OuterEval] = [];
  const { trusted = (value) => value } = hooks;
  const code = (value: unknown, shadowed?: unknown): unknown => {
    const [, caller = {}] = CALLERS.find(([told]) => told === shadowed) ?? [];
    const rewrite = (source: string): string => hooks.code(source, caller);
    return typeof value === 'string' ? rewrite(value) : trusted(value, rewrite);
  };
  /** True from where a chain is skipped to its end, between which nothing of the author's runs. */
  let hasEnded = false;

  const inner: Record<Exclude<Member, 'location' | 'eval' | 'around'>, unknown> & { readonly __proto__: null } = {
    __proto__: null,
    of,
    from(value: unknown) {
      const view = hooks.from(value);
      if (view !== value) views.set(view as object, value);
      return view;
    },
    bare: (value: unknown) => (isObject(value) && views.has(value) ? views.get(value) : value),
    at(value: unknown, keys: readonly unknown[]) {
      key = keys[keys.length - 1];
      // What a key is made of is asked once (ECMA-262 section 7.1.19).
      if (isObject(key) && isObject(value)) [key] = ownKeys({ [key as unknown as string]: 0 });
      return MAPPED.has(key) ? of(value) : value;
    },
    held(value: unknown) {
      if (hooks.isNativeLocation(value)) return hooks.location.get();
      return hooks.isNativeEval(value) ? hooks.eval.get() : value;
    },
    direct: hooks.eval.direct,
    scope(value: unknown, outer: OuterEval) {
      within = [value, outer];
      return value;
    },
    code,
    // The list is a literal of rewritten code, so nobody else holds it.
    codes(list: unknown[], shadowed?: unknown) {
      if (list.length > 0) list[0] = code(list[0], shadowed);
      return list;
    },
    url(value: unknown) {
      if (typeof value === 'string') return imported(value);
      // A conversion that throws must reject the promise of import(), so it is left to import().
      return isObject(value) ? { toString: () => imported(`${value as unknown as string}`) } : value;
    },
    loaded: (promise: unknown) => hooks.loaded?.(promise) ?? promise,
    returned(...values: unknown[]) {
      const value = values[values.length - 1];
      return typeof value === 'string' && hooks.returned ? hooks.returned(value) : value;
    },
    origin: (value: unknown) => (typeof value === 'string' ? toOrigin(value) : value),
    lift(value: unknown) {
      hasEnded = isNothing(value);
      return value;
    },
    till(value: unknown, within?: unknown) {
      if (hasEnded) {
        hasEnded = !!within;
        return undefined;
      }
      // Throws what the read would have thrown.
      if (isNothing(value)) return (value as unknown as { location: unknown }).location;
      return of(value);
    },
    method(value: unknown, get: (value: unknown) => unknown) {
      if (hasEnded) return undefined;
      const found = get(value);
      return typeof found === 'function' ? (...values: unknown[]) => apply(found, value, values) : found;
    },
    get key() {
      const last = key;
      key = undefined;
      return last;
    },
    get over() {
      const [value, outer] = within as [object, OuterEval];
      within = [];
      // It has the name in any case, so that nobody asks the object once more: what that does not have is what the name is further out.
      // Each time the name is looked up, @@unscopables is asked for at once (ECMA-262 section 9.1.1.2.1).
      let isFound = false;
      const taken = (): boolean => isFound && !(isFound = false);
      return new Scope(
        {},
        {
          // Some engines ask once more for a name that they have found (sections 9.1.1.2.5 and 9.1.1.2.6).
          has: (_target, name) => name === 'eval' && (!isFound || has(value, name)),
          get(_target, name) {
            if (name === 'eval') return hooks.eval.direct(taken() ? get(value, name) : outer());
            isFound =
              isObject(value) && has(value, 'eval') && !(get(value, name) as { eval?: unknown } | undefined)?.eval;
            return undefined;
          },
          set: (_target, name, next) => (taken() ? set(value, name, next) : outer(1, next)),
          deleteProperty: (_target, name) => (taken() ? deleteProperty(value, name) : outer(2)),
        },
      );
    },
  };
  const guards = Object.create(null, Object.getOwnPropertyDescriptors(inner)) as object;
  Object.defineProperty(guards, 'location', hooks.location);
  Object.defineProperty(guards, 'eval', hooks.eval);
  const around = Object.create(null, { location: hooks.location }) as object;
  Object.defineProperty(guards, 'around', { value: around });
  return { global: Object.freeze(guards), within: Object.freeze(inner) };
}

/** Puts both where rewritten code finds them. */
export function placeGuards(realm: { readonly BigInt: { readonly prototype: object } }, guards: Guards): void {
  Object.defineProperty(realm, RUNTIME, { value: guards.global });
  Object.defineProperty(realm.BigInt.prototype, RUNTIME, { value: guards.within });
}

/** Taken before a page can put something in their place. */
const Scope = Proxy;
const { apply, deleteProperty, get, has, ownKeys, set } = Reflect;

const MAPPED: ReadonlySet<unknown> = new Set(MAPPED_PROPERTIES);

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** What ends a chain (ECMA-262 section 13.3.9.1): not `document.all`, though that equals null. */
function isNothing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
