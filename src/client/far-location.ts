import { disguise, getOwnPropertyDescriptor } from './natives.ts';
import { windowUrl } from './window-url.ts';

/** HTML section 7.2.1.3.2: of a Location of another origin only these two can be used; the native refuses the rest. */
export function farLocation(real: Location): object {
  const native = (key: PropertyKey): PropertyDescriptor | undefined => getOwnPropertyDescriptor(real, key);
  const replace = disguise((url: unknown) => real.replace(windowUrl(url)), native('replace')!.value as object);
  const set = disguise((value: unknown): void => {
    real.href = windowUrl(value);
  }, native('href')!.set!);
  return new Proxy(real, {
    get: (_target, key) => (key === 'replace' ? replace : (real as unknown as Record<PropertyKey, unknown>)[key]),
    set(_target, key, value) {
      if (key === 'href') set(value);
      else real[key as 'href'] = value as string;
      return true;
    },
    getOwnPropertyDescriptor(_target, key) {
      const own = native(key);
      return key === 'replace' ? { ...own, value: replace } : key === 'href' ? { ...own, set } : own;
    },
  });
}
