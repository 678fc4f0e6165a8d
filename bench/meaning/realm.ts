import vm from 'node:vm';
import { createGuards, placeGuards } from '../../src/rewrite/js/guards.ts';

export const HOME = 'https://app.corp.test/';
const SUFFIX = 'https://app.corp.test.mcas.localhost/';
/** Milliseconds for a program. */
const TIMEOUT = 1000;

export type Rewrite = (source: string) => string;
/** Puts what rewritten code calls into a global whose native `location` is `native`; the page's must be `own`. */
export type Install = (global: Record<string, unknown>, native: object, own: object, rewrite: Rewrite) => void;

/** What a program gives, as text: at home, or behind a gateway with a rewriter's own runtime. */
export function outcomeOf(source: string, through?: { readonly rewrite: Rewrite; readonly install: Install }): string {
  const global = vm.createContext(vm.constants.DONT_CONTEXTIFY) as unknown as Record<string, unknown>;
  const at = (href: string) => ({ href, toString: () => href });
  const own = at(HOME);
  const native = through ? at(SUFFIX) : own;
  const place: PropertyDescriptor = { get: () => native, enumerable: true };
  Object.defineProperty(global, 'location', place);
  for (const name of ['window', 'self', 'top', 'parent']) global[name] = global;
  global['document'] = Object.defineProperty({}, 'location', place);
  through?.install(global, native, own, through.rewrite);
  try {
    const text = through ? through.rewrite(source) : source;
    return String(vm.runInContext(text, global as vm.Context, { timeout: TIMEOUT }));
  } catch (error) {
    return `threw ${(error as Error)?.name}`;
  }
}

export const installOwn: Install = (global, native, own, rewrite) => {
  const windows = new Set<unknown>([global, global['document']]);
  const nativeEval = global['eval'] as (code: unknown) => unknown;
  const indirect = (code: unknown): unknown => nativeEval(typeof code === 'string' ? rewrite(code) : code);
  const view = { location: own, eval: indirect };
  const of = (value: unknown): unknown => (windows.has(value) ? view : value);
  const guards = createGuards({
    location: { get: () => own, set: () => {} },
    eval: { get: () => indirect, set: () => {}, direct: (value) => (value === indirect ? nativeEval : value) },
    of,
    from: of,
    isNativeLocation: (value) => value === native,
    isNativeEval: (value) => value === nativeEval,
    code: rewrite,
    toSuffix: (url) => url,
    toOrigin: (url) => url,
  });
  placeGuards(global as Parameters<typeof placeGuards>[0], guards);
  global['Function'] = (body: string) => nativeEval(rewrite(`(function () {${body}})`));
};

/** The functions that hammerhead's output calls, each as its own client has it, as far as a location goes. */
export const installHammerhead: Install = (global, native, own, rewrite) => {
  const windows = new Set<unknown>([global, global['document']]);
  const nativeEval = global['eval'] as (code: unknown) => unknown;
  const read = (owner: unknown, key: PropertyKey): unknown =>
    windows.has(owner) && key === 'location' ? own : (owner as Record<PropertyKey, unknown>)[key];
  const code = (value: unknown): unknown => (typeof value === 'string' ? rewrite(value) : value);
  Object.assign(global, {
    __get$Loc: (value: unknown) => (value === native ? own : value),
    __set$Loc: () => null,
    __get$: read,
    __set$: (owner: Record<PropertyKey, unknown>, key: PropertyKey, value: unknown) => {
      owner[key] = value;
      return value;
    },
    __call$: (owner: unknown, key: PropertyKey, args: unknown[]) =>
      Reflect.apply(read(owner, key) as () => unknown, owner, args),
    __proc$Script: code,
    __proc$Html: (value: unknown) => value,
    __get$Eval: (value: unknown) => (value === nativeEval ? (text: unknown) => nativeEval(code(text)) : value),
    __get$PostMessage: (value: unknown) => value,
    __get$ProxyUrl: (value: unknown) => value,
    __rest$Array: (list: unknown[], from: number) => Array.prototype.slice.call(list, from),
    __arrayFrom$: (list: Iterable<unknown>) => Array.from(list),
    __rest$Object: (object: object, names: string[]) =>
      Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name))),
  });
  global['Function'] = (body: string) => nativeEval(rewrite(`(function () {${body}})`));
};
