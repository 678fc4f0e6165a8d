import { attributeOut } from '../attribute-value.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, type Method, patchMethod, prototypeOf } from '../natives.ts';

const CALLBACK = 'attributeChangedCallback';
type Callbacks = Record<string, unknown>;

/** The callback of a custom element, told of values as the page wrote them: `style` and handlers are mapped on every element, others on a built-in one. */
function outward(callback: Method): Method {
  return function (this: unknown, ...args: unknown[]) {
    for (const at of [1, 2])
      if (typeof args[at] === 'string') args[at] = attributeOut(this as Element, String(args[0]), args[at]);
    return apply(callback, this, args);
  };
}

/**
 * HTML 4.13.4: the registry reads the callbacks of an element's class once, in an order that the class can tell. So nothing is read
 * ahead of it, and elements that are upgraded by the definition find their class as the page wrote it.
 */
export function bridgeCustomElements(): void {
  patchMethod(
    prototypeOf('CustomElementRegistry'),
    'define',
    (native) =>
      function define(this: unknown, ...args: unknown[]) {
        const prototype: unknown =
          typeof args[1] === 'function' && getOwnPropertyDescriptor(args[1], 'prototype')?.value;
        if (typeof prototype !== 'object' || !prototype || !(CALLBACK in prototype)) return apply(native, this, args);
        const own = getOwnPropertyDescriptor(prototype, CALLBACK);
        let stands = true;
        const takeOut = (): void => {
          if (!stands) return;
          stands = false;
          if (own) defineProperty(prototype, CALLBACK, own);
          else delete (prototype as Callbacks)[CALLBACK];
        };
        defineProperty(prototype, CALLBACK, {
          get(this: Callbacks) {
            takeOut();
            const callback = this[CALLBACK];
            return typeof callback === 'function' ? outward(callback as Method) : callback;
          },
          configurable: true,
        });
        try {
          return apply(native, this, args);
        } finally {
          takeOut();
        }
      },
  );
}
