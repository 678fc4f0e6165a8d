import { attributeOut } from '../attribute-value.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, type Method, patchMethod, prototypeOf } from '../natives.ts';

const CALLBACK = 'attributeChangedCallback';

/** The callback of a customised built-in element, told of values as the page wrote them. */
function outward(callback: Method): Method {
  return function (this: unknown, ...args: unknown[]) {
    for (const at of [1, 2])
      if (typeof args[at] === 'string') args[at] = attributeOut(this as Element, String(args[0]), args[at]);
    return apply(callback, this, args);
  };
}

/**
 * HTML 4.13.4: the registry reads the callbacks of an element's class once, when it is defined. Only an element that is a
 * built-in one has attributes that are mapped.
 */
export function bridgeCustomElements(): void {
  patchMethod(
    prototypeOf('CustomElementRegistry'),
    'define',
    (native) =>
      function define(this: unknown, ...args: unknown[]) {
        const [, element, options] = args as [
          unknown,
          { prototype?: object } | undefined,
          { extends?: unknown } | undefined,
        ];
        const prototype = options?.extends === undefined ? undefined : element?.prototype;
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
