import { apply, defineProperty, holderOf, type Method, patchAccessor, prototypeOf } from '../natives.ts';
import { retoldText } from '../retold.ts';
import { bridgeErrorPlaces, placeOf } from './error-places.ts';

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
  bridgeErrorPlaces();
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
      const [text, file, line, column, error] = args;
      if (typeof file !== 'string') return apply(handler, this, args);
      return apply(handler, this, [retoldText(text as string), ...placeOf(file, line, column, error), error]);
    };
    defineProperty(wrapper, 'name', { value: handler.name });
    called.set(handler, wrapper);
    given.set(wrapper, handler);
  }
  return wrapper;
}
