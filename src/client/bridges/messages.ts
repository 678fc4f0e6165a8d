import { postOf } from '../location-facade.ts';
import { patchMethod } from '../natives.ts';

/**
 * Window.postMessage of this realm's own window, called by its bare name. Calls on other windows come through the guards, as
 * another origin's window cannot be patched, and another realm's function is not the one to call.
 */
export function bridgeMessages(): void {
  patchMethod(window, 'postMessage', () => postOf(window));
}
