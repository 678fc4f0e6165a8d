import { apply, patchMethod, prototypeOf } from '../natives.ts';
import { withUrl } from '../url-argument.ts';

/** Interface -> method -> which argument is a URL. */
const METHODS: ReadonlyArray<readonly [type: string, method: string, at: number]> = [
  ['Navigation', 'navigate', 0],
  ['Navigator', 'registerProtocolHandler', 1],
  ['Navigator', 'unregisterProtocolHandler', 1],
];

/** Where script sends the window: the session history, the Navigation interface, new windows. */
export function bridgeNavigation(): void {
  const mapping = (at: number) => (native: (this: unknown, ...args: unknown[]) => unknown) =>
    function (this: unknown, ...args: unknown[]) {
      return apply(native, this, withUrl(args, at));
    };
  patchMethod(window, 'open', mapping(0));
  for (const [type, method, at] of METHODS) patchMethod(prototypeOf(type), method, mapping(at));
  for (const method of ['pushState', 'replaceState']) patchMethod(prototypeOf('History'), method, mapping(2));
}
