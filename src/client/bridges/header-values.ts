import { plainPolicies } from '../../rewrite/headers/plain-policy.ts';
import { writtenCrossOrigin } from '../../rewrite/html/credentials.ts';
import { apply, getPrototypeOf, type Method, patchConstructor, patchMethod, prototypeOf } from '../natives.ts';
import { asWritten } from '../page-text.ts';
import { quietly } from '../quietly.ts';
import { hosts, toSuffix } from '../setup.ts';

const POLICY = /^content-security-policy(?:-report-only)?$/i;
const LINK = /^link$/i;
/** How a link asks for what it loads from a sibling host (rewrite/headers/link.ts). */
const CROSS_ORIGIN = /(;[\t ]*crossorigin)[\t ]*=[\t ]*"?(use-credentials)"?/gi;
/** Of all fields in one text, those of policies. */
const POLICY_LINES = /^(content-security-policy(?:-report-only)?: )(.*)\r\n/gim;

/** A value as the app has sent it; `none` where it has sent no such field. */
export const written = quietly((value: unknown, name: unknown = '', none: unknown = ''): unknown => {
  if (typeof value !== 'string') return value;
  if (POLICY.test(String(name))) return plainPolicies(value, hosts) ?? none;
  return LINK.test(String(name)) ? asWritten(value).replace(CROSS_ORIGIN, crossOriginOut) : asWritten(value);
});

function crossOriginOut(whole: string, name: string, value: string): string {
  const own = writtenCrossOrigin(value);
  if (own === value) return whole;
  return own === undefined ? '' : own === '' ? name : `${name}=${own}`;
}

const mapped = (native: Method): Method =>
  function (this: unknown, ...args) {
    const value = apply(native, this, args);
    return written(value, args[0], null);
  };

/** Header fields that the gateway has mapped, `Link` and `Content-Location` among them, as the app has sent them. */
export function bridgeHeaderValues(): void {
  patchMethod(prototypeOf('Headers'), 'get', mapped);
  patchMethod(prototypeOf('XMLHttpRequest'), 'getResponseHeader', mapped);
  patchMethod(
    prototypeOf('XMLHttpRequest'),
    'getAllResponseHeaders',
    (native) =>
      function (this: unknown) {
        return allWritten(String(apply(native, this, [])));
      },
  );
  patchMethod(
    prototypeOf('Headers'),
    'forEach',
    (native) =>
      function (this: unknown, ...args) {
        const [callback, ...rest] = args;
        if (typeof callback !== 'function') return apply(native, this, args);
        const own: Method = function (this: unknown, value, ...more) {
          return apply(callback, this, [written(value, more[0]), ...more]);
        };
        return apply(native, this, [own, ...rest]);
      },
  );
  bridgeIterator();
  bridgeRedirections();
}

const allWritten = quietly((fields: string): string => asWritten(fields.replace(POLICY_LINES, policyLine)));

function policyLine(_line: string, name: string, value: string): string {
  const own = plainPolicies(value, hosts);
  return own === undefined ? '' : `${name}${own}\r\n`;
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
        result.value = Array.isArray(value) ? [value[0], written(value[1], value[0])] : written(value);
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
