import type { PageSetup } from '../model/page-setup.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { RUNTIME } from '../rewrite/js/contract.ts';
import { createGuards } from '../rewrite/js/guards.ts';

/** Entry of the worker runtime, put before a worker's own script: workers have their own globals and no document. */
declare const __sallyportSetup: string;

const setup = JSON.parse(
  new TextDecoder().decode(
    Uint8Array.from(atob(__sallyportSetup.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0)),
  ),
) as PageSetup;
const hosts = createHostMap(setup.hosts);
const toSuffix = (value: unknown): unknown =>
  typeof value === 'string' || value instanceof URL ? hosts.toSuffix(String(value)) : value;
const real = self.location;
const facade = Object.create(Object.getPrototypeOf(real) as object) as Record<string, unknown>;
const here = new URL(hosts.toOrigin(real.href));
for (const part of ['href', 'origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'] as const)
  Object.defineProperty(facade, part, { value: here[part], enumerable: true });
Object.defineProperty(facade, 'toString', { value: () => here.href });

const global = self as unknown as { eval: unknown };
const nativeEval = global.eval;
const guards = createGuards({
  location: { get: () => facade, set: () => {} },
  // Workers have no rewriter: code made from text runs as it is.
  eval: {
    get: () => global.eval,
    set: (value) => {
      global.eval = value;
    },
  },
  of: (value) =>
    value === self ? { location: facade, postMessage: self.postMessage.bind(self), eval: global.eval } : value,
  from: (value) =>
    value === self
      ? new Proxy(self, {
          get: (target, key) =>
            key === 'location' ? facade : (target as unknown as Record<PropertyKey, unknown>)[key],
        })
      : value,
  isNativeLocation: (value) => value === real,
  isNativeEval: (value) => value === nativeEval,
  code: (source) => source,
  toSuffix: (url) => hosts.toSuffix(url),
  toOrigin: (url) => hosts.toOrigin(url),
});
Object.defineProperty(self, RUNTIME, { value: guards });

const scope = self as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>;
for (const name of ['fetch', 'importScripts']) {
  const native = scope[name];
  if (native)
    scope[name] = (...args: unknown[]) =>
      Reflect.apply(
        native,
        self,
        name === 'fetch' ? [toSuffix(args[0]), ...args.slice(1)] : args.map(toSuffix),
      ) as unknown;
}
for (const name of ['WebSocket', 'EventSource', 'Worker', 'Request'] as const) {
  const native = (self as unknown as Record<string, new (...args: unknown[]) => object>)[name];
  if (native)
    (self as unknown as Record<string, unknown>)[name] = new Proxy(native, {
      construct: (target, args) => Reflect.construct(target, [toSuffix(args[0]), ...args.slice(1)]) as object,
    });
}
const open = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, ...args: unknown[]) {
  args[1] = toSuffix(args[1]);
  return Reflect.apply(open, this, args);
} as typeof open;
