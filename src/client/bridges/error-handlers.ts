import { apply, defineProperty, holderOf, type Method, patchAccessor, prototypeOf } from '../natives.ts';
import { toOrigin } from '../setup.ts';

/** Page's handler -> what the browser calls. */
const called = new WeakMap<object, Method>();
const given = new WeakMap<object, object>();

/** `onerror` of a global is called with the script's URL as an argument (HTML, "the event handler processing algorithm"). */
export function bridgeErrorHandlers(): void {
  // Firefox has those of body and frameset on what they inherit from.
  const holders = new Set(
    [globalThis, prototypeOf('HTMLBodyElement'), prototypeOf('HTMLFrameSetElement')].map((each) =>
      holderOf(each, 'onerror'),
    ),
  );
  for (const holder of holders) bridgeErrorHandler(holder);
}

function bridgeErrorHandler(target: object | undefined): void {
  patchAccessor(
    target,
    'onerror',
    (native) =>
      function (this: unknown) {
        const handler = apply(native, this ?? globalThis, []) as object | null;
        return (handler && given.get(handler)) ?? handler;
      } as () => unknown,
    (native) =>
      function (this: unknown, value: unknown) {
        apply(native, this ?? globalThis, [typeof value === 'function' ? wrapped(value as Method) : value]);
      } as (value: unknown) => void,
  );
}

function wrapped(handler: Method): Method {
  let wrapper = called.get(handler);
  if (!wrapper) {
    wrapper = function (this: unknown, ...args) {
      return apply(handler, this, typeof args[1] === 'string' ? [args[0], toOrigin(args[1]), ...args.slice(2)] : args);
    };
    defineProperty(wrapper, 'name', { value: handler.name });
    called.set(handler, wrapper);
    given.set(wrapper, handler);
  }
  return wrapper;
}
