import { attributeOut } from '../attribute-value.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, type Method, patchMethod, prototypeOf } from '../natives.ts';

const CALLBACK = 'attributeChangedCallback';

/** The callback of a custom element, told of values as the page wrote them: `style` and handlers are mapped on every element, others on a built-in one. */
function outward(callback: Method): Method {
  return function (this: unknown, ...args: unknown[]) {
    for (const at of [1, 2])
      if (typeof args[at] === 'string') args[at] = attributeOut(this as Element, String(args[0]), args[at]);
    return apply(callback, this, args);
  };
}

/** HTML 4.13.4: the registry reads the callbacks of an element's class once, when it is defined. */
export function bridgeCustomElements(): void {
  patchMethod(
    prototypeOf('CustomElementRegistry'),
    'define',
    (native) =>
      function define(this: unknown, ...args: unknown[]) {
        const prototype = (args[1] as { prototype?: object } | undefined)?.prototype;
        const callback = prototype && (prototype as Record<string, unknown>)[CALLBACK];
        if (typeof callback !== 'function') return apply(native, this, args);
        const own = getOwnPropertyDescriptor(prototype!, CALLBACK);
        defineProperty(prototype!, CALLBACK, {
          value: outward(callback as Method),
          configurable: true,
          writable: true,
        });
        try {
          return apply(native, this, args);
        } finally {
          if (own) defineProperty(prototype!, CALLBACK, own);
          else delete (prototype as Record<string, unknown>)[CALLBACK];
        }
      },
  );
}
