import { apply, patchAccessor, prototypeOf } from '../natives.ts';
import { retoldText } from '../retold.ts';

/** Messages of the platform's own exceptions, and of the events that tell of them, quote the URLs that it was given. */
export function bridgeFaultTexts(): void {
  for (const type of ['DOMException', 'ErrorEvent'])
    patchAccessor(
      prototypeOf(type),
      'message',
      (native) =>
        function (this: unknown) {
          return retoldText(apply(native, this, []) as string);
        } as () => unknown,
    );
}
