import { targetOrigin } from '../location-facade.ts';
import { apply, patchMethod } from '../natives.ts';
import { dictionaryArgument } from '../url-argument.ts';

/**
 * Window.postMessage of this realm's own window, called by its bare name or as a property that no rewriter has seen. Calls
 * on other windows come through the guards, as another origin's window cannot be patched.
 */
export function bridgeMessages(): void {
  patchMethod(
    window,
    'postMessage',
    (native) =>
      function (this: unknown, ...args) {
        if (args.length < 2) return apply(native, this, args);
        const [message, target, ...rest] = args;
        // HTML "posting messages": with a third argument, or as a text, the second is an origin; else it is a dictionary.
        const mapped =
          typeof target === 'object' && rest.length === 0
            ? dictionaryArgument(target, {
                targetOrigin: (value) => (value === undefined ? value : targetOrigin(`${value as string}`)),
              })
            : targetOrigin(`${target as string}`);
        return apply(native, this, [message, mapped, ...rest]);
      },
  );
}
