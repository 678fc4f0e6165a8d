import { apply, type Method } from '../natives.ts';
import { listen } from '../own-listeners.ts';

const { preventDefault, stopImmediatePropagation } = Event.prototype as unknown as Record<
  'preventDefault' | 'stopImmediatePropagation',
  Method
>;

/**
 * First on the window, in the capture phase: no handler of the page runs before. Whatever the page made of the interfaces; where it makes the
 * listener fail, nothing comes of the event.
 */
export function listenFirst(type: string, listener: (event: Event) => void): void {
  const guarding = (event: Event): void => {
    let isDone = false;
    try {
      listener(event);
      isDone = true;
    } finally {
      if (!isDone) forbid(event);
    }
  };
  apply(listen, window, [type, guarding, true]);
}

/** Nothing comes of the event, and nobody else hears of it. */
export function forbid(event: Event): void {
  apply(preventDefault, event, []);
  apply(stopImmediatePropagation, event, []);
}

/** The browser does nothing by itself; the page has the event. */
export function leaveToPage(event: Event): void {
  apply(preventDefault, event, []);
}
