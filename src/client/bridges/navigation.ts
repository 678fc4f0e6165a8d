import { apply, type Method, patchMethod, prototypeOf } from '../natives.ts';
import { withUrl } from '../url-argument.ts';
import { historyUrl, windowUrl } from '../window-url.ts';

/** Interface -> method -> which argument is a URL that nothing is loaded from. */
const METHODS: ReadonlyArray<readonly [type: string, method: string, at: number]> = [
  ['Navigator', 'registerProtocolHandler', 1],
  ['Navigator', 'unregisterProtocolHandler', 1],
];

/** Where script sends the window: the session history, the Navigation interface, new windows. */
export function bridgeNavigation(): void {
  const mapping = (at: number, map?: (url: string) => string) => (native: Method) =>
    function (this: unknown, ...args: unknown[]) {
      return apply(native, this, withUrl(args, at, map));
    };
  patchMethod(window, 'open', mapping(0, windowUrl));
  patchMethod(prototypeOf('Navigation'), 'navigate', mapping(0, windowUrl));
  for (const [type, method, at] of METHODS) patchMethod(prototypeOf(type), method, mapping(at));
  for (const method of ['pushState', 'replaceState'])
    patchMethod(prototypeOf('History'), method, mapping(2, historyUrl));
}
