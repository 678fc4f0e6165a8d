import { apply, holderOf, patchAccessor, patchMethod, prototypeOf } from '../natives.ts';
import { toOrigin } from '../setup.ts';

/** Where a worker believes it is. Unlike a document's Location, a WorkerLocation can be patched (no [LegacyUnforgeable]). */
export function bridgeWorkerLocation(): void {
  const { href } = globalThis.location;
  const here = (): URL => new URL(toOrigin(href));
  const prototype = prototypeOf('WorkerLocation');
  for (const part of ['href', 'origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'] as const)
    patchAccessor(
      prototype,
      part,
      (native) =>
        function (this: unknown) {
          const value = apply(native, this, []);
          // Firefox gives a worker made of a Blob no path.
          return part === 'pathname' && value === '' ? value : here()[part];
        } as () => unknown,
    );
  patchMethod(
    prototype,
    'toString',
    (native) =>
      function (this: unknown) {
        apply(native, this, []);
        return here().href;
      },
  );
  patchAccessor(
    holderOf(globalThis, 'origin'),
    'origin',
    (native) =>
      function (this: unknown) {
        return toOrigin(apply(native, this, []) as string);
      } as () => unknown,
  );
}
