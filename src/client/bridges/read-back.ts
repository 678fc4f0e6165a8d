import { apply, patchAccessor, prototypeOf } from '../natives.ts';
import { toOrigin } from '../setup.ts';

/** Interface -> its attributes that hold a URL or origin the platform has put there. Those a realm has not are skipped. */
export type ReadBack = Readonly<Record<string, readonly string[]>>;

/** Lets the page read such attributes as URLs of its own world. */
export function bridgeReadBack(table: ReadBack, map = toOrigin): void {
  for (const [type, names] of Object.entries(table))
    for (const name of names)
      patchAccessor(
        prototypeOf(type),
        name,
        (native) =>
          function (this: unknown) {
            const value = apply(native, this, []);
            return typeof value === 'string' ? map(value) : value;
          } as () => unknown,
      );
}
