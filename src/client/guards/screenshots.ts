import { apply, type Method } from '../natives.ts';
import { listenFirst } from './events.ts';

const clipboard = navigator.clipboard as Clipboard | undefined;
const writeText = clipboard?.writeText as Method | undefined;

/**
 * The key that puts a picture of the screen on the clipboard tells pages when it comes up again: the picture is taken off. A deterrent, since systems
 * have other ways.
 */
export function listenForScreenshots(stops: () => boolean): void {
  listenFirst('keyup', (event) => {
    if ((event as KeyboardEvent).key !== 'PrintScreen' || !stops() || !writeText) return;
    const written = apply(writeText, clipboard, ['']) as Promise<void>;
    // A window without the focus may not write; its user has been told all the same.
    written.catch(() => {});
  });
}
