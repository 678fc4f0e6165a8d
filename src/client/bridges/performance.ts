import { apply, getOwnPropertyDescriptor, type Method, patchAccessor, patchMethod, prototypeOf } from '../natives.ts';
import { quietly } from '../quietly.ts';
import { toOrigin, toSuffix } from '../setup.ts';
import { bridgeReadBack, type ReadBack } from './read-back.ts';

/** The gateway's own files are nothing that the page has asked for. */
const OWN = /\/\.well-known\/sallyport\/(?:\w+\.\w+\?v=|digests\?|(?:standing|report|verdict|cookies)$)/;

const entryName = getOwnPropertyDescriptor(PerformanceEntry.prototype, 'name')!.get!;

const isOwn = quietly((url: unknown): boolean => OWN.test(String(url)));

const listed = (native: Method): Method =>
  function (this: unknown, ...args) {
    return (apply(native, this, args) as unknown[]).filter((entry) => !isOwn(apply(entryName, entry, [])));
  };
/** By the URL that the page asked for, which the browser has with the suffix and perhaps a mark. */
const named = (native: Method): Method =>
  function (this: unknown, ...args) {
    const found = apply(native, this, args) as unknown[];
    const [asked, kind] = args;
    if (found.length > 0 || toSuffix(asked) === asked) return found;
    return (this as Performance)
      .getEntries()
      .filter(({ name, entryType }) => name === `${asked}` && (kind === undefined || entryType === kind));
  };

/** Attributes that hold a URL, of timings and of what they are about. */
const TOLD: ReadBack = {
  PerformanceEntry: ['name'],
  PerformanceResourceTiming: [],
  PerformanceNavigationTiming: [],
  LargestContentfulPaint: ['url'],
  PerformanceElementTiming: ['url'],
  NotRestoredReasons: ['url', 'src'],
  PerformanceScriptTiming: ['sourceURL', 'invoker'],
  PerformanceLongAnimationFrameTiming: [],
  TaskAttributionTiming: ['containerSrc'],
  NavigationDestination: ['url'],
};
const MEMBERS = Object.values(TOLD).flat();

const SOURCE = '[src="';

/** What has run a script is its URL, or an element by the source that it has: `IMG[src="https://…"].onload`. */
const told = (value: string): string =>
  value
    .split(SOURCE)
    .map((part) => toOrigin(part))
    .join(SOURCE);

/** The scripts of a long frame without the runtime itself. */
function othersOf(scripts: readonly { readonly sourceURL: string }[]): unknown {
  const others = scripts.filter(({ sourceURL }) => !isOwn(sourceURL));
  return others.length === scripts.length ? scripts : Object.freeze(others);
}

/** Timings: under the URLs that the page asked for, and without what the gateway has put in. */
export function bridgePerformance(): void {
  for (const { prototype } of [Performance, PerformanceObserverEntryList, PerformanceObserver]) {
    for (const name of ['getEntries', 'getEntriesByType', 'takeRecords']) patchMethod(prototype, name, listed);
    patchMethod(prototype, 'getEntriesByName', named);
  }
  for (const type of Object.keys(TOLD))
    patchMethod(
      prototypeOf(type),
      'toJSON',
      (native) =>
        function toJSON(this: unknown) {
          const value = apply(native, this, []) as Record<string, unknown>;
          // What else there is may be the page's own, as the `detail` of a mark.
          for (const name of MEMBERS) if (typeof value[name] === 'string') value[name] = told(value[name]);
          if (value['scripts']) value['scripts'] = othersOf(value['scripts'] as []);
          return value;
        },
    );
  patchAccessor(
    prototypeOf('PerformanceLongAnimationFrameTiming'),
    'scripts',
    (native) =>
      function (this: unknown) {
        return othersOf(apply(native, this, []) as []);
      } as () => unknown,
  );
  bridgeReadBack(TOLD, told);
}
