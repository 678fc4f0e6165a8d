import vm from 'node:vm';
import { applySplices } from '../../../../src/model/rewriter.ts';
import type { ScriptOptions } from '../../../../src/rewrite/js/contract.ts';
import { createGuards, placeGuards } from '../../../../src/rewrite/js/guards.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';

const ORIGIN = 'https://app.test';
const SUFFIX = 'https://app.test.gateway';
const toSuffix = (url: string): string => (url.startsWith(`${ORIGIN}/`) ? SUFFIX + url.slice(ORIGIN.length) : url);
const toOrigin = (url: string): string => (url.startsWith(`${SUFFIX}/`) ? ORIGIN + url.slice(SUFFIX.length) : url);

export function rewrite(source: string, options: Pick<ScriptOptions, 'eval' | 'shadowed' | 'within'> = {}): string {
  return applySplices(source, rewriteScript(source, { goal: 'script', url: toSuffix, ...options }).splices);
}

/** What a script did: its completion value or the name of what it threw, everything it logged, and where it went. */
export interface Outcome {
  readonly value: unknown;
  readonly log: readonly unknown[];
  readonly visited: readonly string[];
}

/**
 * A little browser realm: the script runs as it is at the origin, or rewritten at the suffix host with a runtime made of
 * `createGuards`. Native objects know only the real address; the log and the visited URLs are told in origin terms.
 * `timeout`: milliseconds after which a script that does not end has thrown.
 */
export function runIn(where: 'origin' | 'suffix', source: string, { timeout }: { timeout?: number } = {}): Outcome {
  const global = vm.createContext(vm.constants.DONT_CONTEXTIFY) as unknown as Record<string, unknown>;
  const here = (where === 'origin' ? ORIGIN : SUFFIX) as string;
  const log: unknown[] = [];
  const visited: string[] = [];

  /** At the suffix host an address of the app's own leads out of the gateway. */
  const leaving = (url: string): string => (where === 'origin' ? url : `${url}, and out`);
  const createWindow = (target: object, path: string): void => {
    const native = createLocation(
      () => here + path,
      (url) => void visited.push(`${path} -> ${toSuffix(url) === url ? toOrigin(url) : leaving(url)}`),
    );
    Object.defineProperty(target, 'location', {
      get: () => native,
      set: (url: unknown) => {
        native.href = String(url);
      },
      enumerable: true,
    });
    Object.assign(target, {
      postMessage: (message: unknown, to: string) => log.push(['posted', path, message, toOrigin(to)]),
    });
  };
  createWindow(global, '/');
  const frame: Record<string, unknown> = {};
  createWindow(frame, '/frame');
  const document: Record<string, unknown> = { defaultView: global, title: 'page' };
  Object.defineProperty(
    document,
    'location',
    Object.getOwnPropertyDescriptor(global, 'location') as PropertyDescriptor,
  );
  const windows: ReadonlySet<unknown> = new Set([global, frame, document]);
  for (const name of ['window', 'self', 'parent', 'top']) global[name] = global;
  Object.assign(global, {
    frame,
    document,
    frames: [frame],
    /** Logs that a step was reached and gives the value back. */
    step: (name: string, value: unknown) => {
      log.push(name);
      return value;
    },
    /** An object that logs every property that is read. */
    watched: (name: string, target: object) =>
      new Proxy(target, {
        get(real, key, receiver) {
          log.push(`${name}.${String(key)}`);
          return Reflect.get(real, key, receiver);
        },
      }),
    /** An object that logs all that is asked of it; `gives` says of a name that it does not have whether it has it all the same. */
    spy: (name: string, target: object, gives: (key: string) => boolean = () => false) =>
      new Proxy(
        target,
        Object.fromEntries(
          (['has', 'get', 'set', 'deleteProperty', 'defineProperty', 'getOwnPropertyDescriptor'] as const).map(
            (trap) => [
              trap,
              (real: object, key: string | symbol, ...rest: unknown[]) => {
                log.push(`${name} ${trap} ${String(key)}`);
                const has = trap === 'has' && typeof key === 'string' && gives(key);
                // The receiver is the Proxy, of which the target would ask once more.
                if (trap === 'get') return Reflect.get(real, key);
                if (trap === 'set') return Reflect.set(real, key, rest[0]);
                return has || (Reflect[trap] as (...values: unknown[]) => unknown)(real, key, ...rest);
              },
            ],
          ),
        ),
      ),
    thrown: (act: () => unknown) => {
      try {
        return ['gave', act()];
      } catch (error) {
        return ['threw', (error as Error).name];
      }
    },
  });

  const nativeEval = global['eval'] as (code: string) => unknown;
  if (where === 'suffix') {
    const nativeLocation = global['location'] as { href: string };
    const facades = new Map<unknown, object>();
    const locationOf = (native: { href: string }) =>
      createLocation(
        () => toOrigin(native.href),
        (url) => {
          native.href = toSuffix(url);
        },
      );
    const pageLocation = locationOf(nativeLocation);
    const indirect = Object.defineProperty(
      (code: unknown) => nativeEval(typeof code === 'string' ? rewrite(code) : (code as string)),
      'name',
      { value: 'eval' },
    );
    const { prototype } = global['Function'] as FunctionConstructor;
    const toText = prototype.toString;
    Object.setPrototypeOf(indirect, prototype);
    prototype.toString = function text() {
      return undo(Reflect.apply(toText, this === indirect ? nativeEval : this, []));
    };
    for (const each of windows) {
      const real = each as { location: { href: string }; postMessage: (message: unknown, to: string) => void };
      const facade = {};
      const remote = each === frame ? locationOf(real.location) : pageLocation;
      Object.defineProperty(facade, 'location', {
        get: () => remote,
        set: (url: unknown) => {
          remote.href = String(url);
        },
      });
      if (each !== document) {
        Object.assign(facade, {
          postMessage: (message: unknown, to: string) => real.postMessage(message, toSuffix(to)),
          eval: indirect,
        });
      }
      facades.set(each, facade);
    }
    const of = (value: unknown): unknown => facades.get(value) ?? value;
    const guards = createGuards({
      location: {
        get: () => pageLocation,
        set: (url) => {
          pageLocation.href = String(url);
        },
      },
      eval: {
        get: () => (global['eval'] === nativeEval ? indirect : global['eval']),
        set: (value) => {
          global['eval'] = value;
        },
        direct: (value) => (value === indirect ? nativeEval : value),
      },
      of,
      from: (value) => {
        const facade = facades.get(value);
        return facade === undefined
          ? value
          : new Proxy(value as object, {
              get: (real, key) => Reflect.get(Object.hasOwn(facade, key) ? facade : real, key),
            });
      },
      isNativeLocation: (value) => value === nativeLocation,
      isNativeEval: (value) => value === nativeEval,
      code: (text, caller) => rewrite(text, { eval: true, ...caller }),
      toSuffix,
      toOrigin,
    });
    placeGuards(global as unknown as typeof globalThis, guards);
  }

  let value: unknown;
  try {
    value = described(
      vm.runInContext(where === 'suffix' ? rewrite(source) : source, global as vm.Context, {
        ...(timeout === undefined ? {} : { timeout }),
      }),
    );
  } catch (error) {
    value =
      (error as { code?: unknown })?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
        ? 'did not end'
        : `threw ${(error as Error)?.name}`;
  }
  return { value, log: described(log) as unknown[], visited };
}

function createLocation(get: () => string, go: (url: string) => void) {
  return {
    get href() {
      return get();
    },
    set href(url: string) {
      go(String(url));
    },
    get origin() {
      return new URL(get()).origin;
    },
    assign: (url: string) => go(url),
    toString: () => get(),
    extra: 1 as unknown,
  };
}

/** Plain data of any realm, so that outcomes can be compared. */
function described(value: unknown): unknown {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol' || value === null || typeof value !== 'object') return value;
  if ('assign' in value && 'href' in value) return `Location ${String(value.href)}`;
  if ('window' in value) return 'the window';
  if ('postMessage' in value) return 'a window';
  if ('defaultView' in value) return 'the document';
  if (Array.isArray(value)) return Array.from(value, described);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, described(each)]));
}
