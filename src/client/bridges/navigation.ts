import { patchArguments, prototypeOf } from '../natives.ts';
import { nativeLocation } from '../node-natives.ts';
import { grantUrl, sandbox } from '../setup.ts';
import { withUrl } from '../url-argument.ts';
import { historyUrl, windowUrl } from '../window-url.ts';

/**
 * Where script sends the window: the session history, the Navigation interface, new windows. In a frame the URL of a document in a
 * sandbox says by which grant it is asked for again.
 */
export function bridgeNavigation(): void {
  if (sandbox.on && window.top !== window)
    history.replaceState(history.state, '', grantUrl(nativeLocation.href, 'part'));
  const mapping = (at: number, map?: (url: string) => string) => (args: unknown[]) => withUrl(args, at, map);
  patchArguments(window, 'open', mapping(0, windowUrl));
  patchArguments(prototypeOf('Navigation'), 'navigate', mapping(0, windowUrl));
  for (const method of ['registerProtocolHandler', 'unregisterProtocolHandler'])
    patchArguments(prototypeOf('Navigator'), method, mapping(1));
  patchArguments(prototypeOf('NavigationPrecommitController'), 'redirect', mapping(0, historyUrl));
  for (const method of ['pushState', 'replaceState'])
    patchArguments(prototypeOf('History'), method, mapping(2, historyUrl));
}
