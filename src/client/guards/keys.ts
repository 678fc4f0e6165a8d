import { defineProperty } from '../natives.ts';
import { nativeSetTimeout } from '../node-natives.ts';
import { commandKey } from './command-key.ts';

/** Keys of the browser's own commands that bring a page out of the window -> what is done by them. */
const KEYS: Readonly<Record<string, 'download' | 'copy'>> = { s: 'download', u: 'copy' };

/**
 * Saving the page and showing its source by key. An app may use the same keys for something of its own, so it gets them as ever; only when
 * it made nothing of them was it the browser's command that was stopped.
 */
export function listenForKeys(
  isBlocked: (activity: 'download' | 'copy') => boolean,
  stops: (activity: 'download' | 'copy') => boolean,
): void {
  window.addEventListener(
    'keydown',
    (event) => {
      const activity = KEYS[commandKey(event) ?? ''];
      if (activity === undefined || !isBlocked(activity)) return;
      let isOfPage = false;
      event.preventDefault();
      defineProperty(event, 'preventDefault', {
        value: () => {
          isOfPage = true;
        },
      });
      defineProperty(event, 'defaultPrevented', { get: () => isOfPage });
      nativeSetTimeout(() => {
        if (!isOfPage) stops(activity);
      });
    },
    true,
  );
}
