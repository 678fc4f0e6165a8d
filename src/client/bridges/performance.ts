import { apply, getOwnPropertyDescriptor, type Method, patchMethod, prototypeOf } from '../natives.ts';
import { quietly } from '../quietly.ts';
import { toOrigin, toSuffix } from '../setup.ts';
import { bridgeReadBack } from './read-back.ts';

/** The gateway's own files are nothing that the page has asked for. */
const OWN = /\/\.well-known\/sallyport\/(?:\w+\.\w+\?v=|digests\?|(?:standing|report|verdict|cookies)$)/;

const entryName = getOwnPropertyDescriptor(PerformanceEntry.prototype, 'name')!.get!;

const isOwn = quietly((entry: unknown): boolean => OWN.test(String(apply(entryName, entry, []))));

const listed = (native: Method): Method =>
  function (this: unknown, ...args) {
    return (apply(native, this, args) as unknown[]).filter((entry) => !isOwn(entry));
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

/** Timings: under the URLs that the page asked for, and without what the gateway has put in. */
export function bridgePerformance(): void {
  for (const { prototype } of [Performance, PerformanceObserverEntryList, PerformanceObserver]) {
    for (const name of ['getEntries', 'getEntriesByType', 'takeRecords']) patchMethod(prototype, name, listed);
    patchMethod(prototype, 'getEntriesByName', named);
  }
  for (const type of ['PerformanceEntry', 'PerformanceResourceTiming', 'PerformanceNavigationTiming'])
    patchMethod(
      prototypeOf(type),
      'toJSON',
      (native) =>
        function toJSON(this: unknown) {
          const value = apply(native, this, []) as Record<string, unknown>;
          if (typeof value['name'] === 'string') value['name'] = toOrigin(value['name']);
          return value;
        },
    );
  bridgeReadBack({
    LargestContentfulPaint: ['url'],
    PerformanceElementTiming: ['url'],
    NotRestoredReasons: ['url', 'src'],
    PerformanceScriptTiming: ['sourceURL'],
    TaskAttributionTiming: ['containerSrc'],
    NavigationDestination: ['url'],
  });
}
