import { plainPolicy } from '../../rewrite/headers/plain-policy.ts';
import { undo } from '../../rewrite/js/undo.ts';
import {
  apply,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  type Method,
  patchAccessor,
  patchConstructor,
  patchMethod,
  promiseThen,
  prototypeOf,
} from '../natives.ts';
import { hosts, toOrigin } from '../setup.ts';
import { hideConfinement, withoutConfinement } from './confinement.ts';

const OWN_FILES = '/.well-known/sallyport/';
const MEMBERS = [
  'url',
  'documentURL',
  'blockedURL',
  'documentURI',
  'blockedURI',
  'referrer',
  'originalPolicy',
  'sourceFile',
  'sample',
];
const PLACES = ['lineNumber', 'columnNumber'] as const;
/** What promises a report of the page as plain data: the JS Self-Profiling API, and that of memory. */
const MEASURED = [
  ['Profiler', 'stop'],
  ['Performance', 'measureUserAgentSpecificMemory'],
] as const;

/** A member of a report, or the whole of it as JSON, in the app's terms. */
function told(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (name === 'originalPolicy') return plainPolicy(value, hosts);
    if (name === 'sample') return undo(value);
    return isOwn(value) ? '' : toOrigin(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  const own = isOwn(members['sourceFile']);
  for (const key of Object.keys(members))
    members[key] = own && (PLACES as readonly string[]).includes(key) ? 0 : told(members[key], key);
  return value;
}

/** A hook of the runtime stands where the browser saw the call: the page is told no file rather than ours. */
function isOwn(file: unknown): boolean {
  return typeof file === 'string' && file.includes(OWN_FILES);
}

const bridged: object[] = [];

function bridge(prototype: object | null | undefined): void {
  if (!prototype || bridged.includes(prototype)) return;
  bridged.push(prototype);
  const file = getOwnPropertyDescriptor(prototype, 'sourceFile')?.get;
  for (const name of MEMBERS)
    patchAccessor(
      prototype,
      name,
      (native) =>
        function (this: unknown) {
          return told(apply(native, this, []), name);
        },
    );
  if (file)
    for (const name of PLACES)
      patchAccessor(
        prototype,
        name,
        (native) =>
          function (this: unknown) {
            const place = apply(native, this, []);
            return isOwn(apply(file, this, [])) ? 0 : place;
          },
      );
  patchMethod(
    prototype,
    'toJSON',
    (native) =>
      function (this: unknown) {
        return told(apply(native, this, []));
      },
  );
}

/** Violations of the page's policy, deprecations and interventions, and what is measured of the page. */
export function bridgeReports(): void {
  hideConfinement();
  for (const type of ['SecurityPolicyViolationEvent', 'ReportBody']) bridge(prototypeOf(type));
  bridgeObserver();
  for (const [type, name] of MEASURED)
    patchMethod(
      prototypeOf(type),
      name,
      (native) =>
        function (this: unknown, ...args) {
          return apply(promiseThen, apply(native, this, args), [told]);
        },
    );
}

/** Not every browser exposes the interfaces of a report and of its body by name; the first that comes has them. */
function bridgeObserver(): void {
  const seen = (all: unknown): readonly object[] | undefined => {
    const reports = withoutConfinement(all as object[]);
    for (const report of (reports ?? []) as readonly { body: object | null }[]) {
      bridge(report.body && getPrototypeOf(report.body));
      bridge(getPrototypeOf(report));
    }
    return reports;
  };
  patchConstructor('ReportingObserver', (args) => {
    const [callback, ...rest] = args;
    if (typeof callback !== 'function') return args;
    const own: Method = function (this: unknown, reports, ...more) {
      const shown = seen(reports);
      return shown && apply(callback as Method, this, [shown, ...more]);
    };
    return [own, ...rest];
  });
  patchMethod(
    prototypeOf('ReportingObserver'),
    'takeRecords',
    (native) =>
      function (this: unknown) {
        return seen(apply(native, this, [])) ?? [];
      },
  );
}
