import { apply, type Method } from './natives.ts';

/** Does nothing where no listener would be called (see realm.ts). */
export const listen = globalThis.addEventListener as Method;

const heard: [type: string, listener: unknown, isFirst: boolean][] = [];

/**
 * Listens for as long as the window is there, in the capture phase where it `isFirst`. The `load` of an element does not come by the
 * window (DOM section 4.5, "get the parent"), so that is listened to on the document.
 */
export function hear<Heard extends Event>(type: string, listener: (event: Heard) => void, isFirst = true): void {
  heard.push([type, listener, isFirst]);
  hearAgain();
}

/**
 * Puts back what goes with every listener of a window: at `document.open` (HTML 8.4.1), and with a further document in it. What is there
 * still is not added twice.
 */
export function hearAgain(): void {
  for (const args of heard) apply(listen, args[0] === 'load' ? document : globalThis, args);
}
