import type { PageSetup } from '../model/page-setup.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { createGuards, placeGuards } from '../rewrite/js/guards.ts';
import { unmark } from '../rewrite/mark.ts';

/** Entry of the runtime of worklets, which have no network, no location and no way to make code load: guards alone. */
declare const sallyportSetup: PageSetup;

const hosts = createHostMap(sallyportSetup.hosts);
const same = (value: unknown): unknown => value;
Object.defineProperty(same, 'renew', { value: () => {} });
const global = globalThis as unknown as { eval: unknown };
const guards = createGuards({
  location: { get: () => undefined, set: () => {} },
  eval: { get: () => global.eval, set: () => {}, direct: same },
  of: same,
  from: same,
  isNativeLocation: () => false,
  isNativeEval: () => false,
  code: (source) => source,
  toSuffix: (url) => hosts.toSuffix(url),
  toOrigin: (url) => unmark(hosts.toOrigin(url)),
});
placeGuards(globalThis, guards);
