import { MAPPED_PROPERTIES, type RUNTIME_MEMBERS } from './contract.ts';

interface Accessor {
  get(): unknown;
  set(value: unknown): void;
}

/** What only the realm knows; the members of the runtime's global follow from it. */
export interface GuardHooks {
  readonly location: Accessor;
  readonly eval: Accessor;
  /** See RUNTIME_MEMBERS.of and .from. */
  readonly of: (value: unknown) => unknown;
  readonly from: (value: unknown) => unknown;
  /** Whether a value is the native Location or the native eval, which a bare name can still give. */
  readonly isNativeLocation: (value: unknown) => boolean;
  readonly isNativeEval: (value: unknown) => boolean;
  /** Code of a direct eval, rewritten (ScriptOptions: goal `script`, `eval`, `shadowed`). */
  readonly code: (source: string, shadowed: boolean) => string;
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

/** The value of the global `__sallyport`: frozen, without a prototype, as RUNTIME_MEMBERS describes it. */
export function createGuards(hooks: GuardHooks): object {
  const { of, toSuffix, toOrigin, imported = toSuffix } = hooks;
  const views = new WeakMap<object, unknown>();
  let key: unknown;
  const code = (value: unknown, shadowed?: unknown): unknown =>
    typeof value === 'string' ? hooks.code(value, shadowed === true) : value;

  const functions: Record<Exclude<Member, 'location' | 'eval' | 'key'>, (...values: never[]) => unknown> = {
    of,
    from(value: unknown) {
      const view = hooks.from(value);
      if (view !== value) views.set(view as object, value);
      return view;
    },
    bare: (value: unknown) => (isObject(value) && views.has(value) ? views.get(value) : value),
    at(value: unknown, keys: readonly unknown[]) {
      key = keys[keys.length - 1];
      return MAPPED.has(key) ? of(value) : value;
    },
    held(value: unknown) {
      if (hooks.isNativeLocation(value)) return hooks.location.get();
      return hooks.isNativeEval(value) ? hooks.eval.get() : value;
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
    lift: (value: unknown) => value ?? VOID,
    till(value: unknown) {
      if (value === VOID) return undefined;
      if (value === undefined || value === null) throw new TypeError(`Cannot read properties of ${value as null}`);
      return of(value);
    },
  };
  const guards = Object.create(null) as object;
  for (const [name, value] of Object.entries(functions)) Object.defineProperty(guards, name, { value });
  Object.defineProperty(guards, 'location', {
    get: () => hooks.location.get(),
    set: (value) => hooks.location.set(value),
  });
  Object.defineProperty(guards, 'eval', { get: () => hooks.eval.get(), set: (value) => hooks.eval.set(value) });
  Object.defineProperty(guards, 'key', {
    get() {
      const last = key;
      key = undefined;
      return last;
    },
  });
  return Object.freeze(guards);
}

const MAPPED: ReadonlySet<unknown> = new Set(MAPPED_PROPERTIES);

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** What a lifted null or undefined is until the end of its chain: every property and every result of it is itself. */
const VOID: object = new Proxy(() => undefined, { get: () => VOID, apply: () => VOID });
