import { apply, patchAccessor, prototypeOf } from '../natives.ts';
import { asWritten } from '../page-text.ts';

/** Messages of the platform's own exceptions quote the URLs that the platform was given. */
export function bridgeFaultTexts(): void {
  patchAccessor(
    prototypeOf('DOMException'),
    'message',
    (native) =>
      function (this: unknown) {
        return asWritten(apply(native, this, []) as string);
      } as () => unknown,
  );
}
