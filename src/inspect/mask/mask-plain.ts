import type { Front } from './front.ts';
import type { MaskWindow } from './mask-window.ts';

/** Text, CSV, and whatever else has no form that a sign could break. */
export function createPlainFront(window: MaskWindow): Front {
  return {
    write: (source) => window.text('shown', source),
    end: () => window.end('shown'),
  };
}
