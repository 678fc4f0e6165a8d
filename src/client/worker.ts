import type { PageSetup } from '../model/page-setup.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { RUNTIME } from '../rewrite/js/contract.ts';

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

const members = {
  location: facade,
  of: (value: unknown) => (value === self ? { location: facade, postMessage: self.postMessage.bind(self) } : value),
  from: (value: unknown) =>
    value === self
      ? new Proxy(self, {
          get: (target, key) =>
            key === 'location' ? facade : (target as unknown as Record<PropertyKey, unknown>)[key],
        })
      : value,
  code: (value: unknown) => value,
  url: (value: unknown) => toSuffix(String(value)),
  origin: (value: unknown) => (typeof value === 'string' ? hosts.toOrigin(value) : value),
};
Object.defineProperty(self, RUNTIME, { value: Object.freeze(members) });

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
