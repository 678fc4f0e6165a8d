import { apply, getPrototypeOf, type Method, patchConstructor, patchMethod, prototypeOf } from '../natives.ts';
import { asWritten } from '../page-text.ts';
import { toSuffix } from '../setup.ts';

const written = (value: unknown): unknown => (typeof value === 'string' ? asWritten(value) : value);

const mapped = (native: Method): Method =>
  function (this: unknown, ...args) {
    return written(apply(native, this, args));
  };

/** Header fields that the gateway has mapped, `Link` and `Content-Location` among them, as the app has sent them. */
export function bridgeHeaderValues(): void {
  patchMethod(prototypeOf('Headers'), 'get', mapped);
  for (const name of ['getResponseHeader', 'getAllResponseHeaders'])
    patchMethod(prototypeOf('XMLHttpRequest'), name, mapped);
  patchMethod(
    prototypeOf('Headers'),
    'forEach',
    (native) =>
      function (this: unknown, ...args) {
        const [callback, ...rest] = args;
        if (typeof callback !== 'function') return apply(native, this, args);
        const own: Method = function (this: unknown, value, ...more) {
          return apply(callback, this, [written(value), ...more]);
        };
        return apply(native, this, [own, ...rest]);
      },
  );
  bridgeIterator();
  bridgeRedirections();
}

/** `entries`, `values` and `for … of` (Web IDL section 3.7.10.2): all of them go by one `next`. */
function bridgeIterator(): void {
  patchMethod(
    getPrototypeOf(new Headers().entries()) ?? undefined,
    'next',
    (native) =>
      function (this: unknown, ...args) {
        const result = apply(native, this, args) as { value: unknown };
        const { value } = result;
        result.value = Array.isArray(value) ? [value[0], written(value[1])] : written(value);
        return result;
      },
  );
}

/** An answer that a service worker makes up and that sends the window on. */
function bridgeRedirections(): void {
  const [get, set] = [Headers.prototype.get, Headers.prototype.set] as unknown as Method[];
  patchConstructor(
    'Response',
    (args) => args,
    (response) => {
      const { headers } = response as Response;
      const location = apply(get!, headers, ['location']) as string | null;
      if (location !== null) apply(set!, headers, ['location', toSuffix(location)]);
    },
  );
}
