import { apply, getOwnPropertyDescriptor } from './natives.ts';
import { urlArgument } from './url-argument.ts';

const requestUrl =
  typeof Request === 'undefined' ? undefined : getOwnPropertyDescriptor(Request.prototype, 'url')!.get!;

/** The URL of a Request of whatever realm, as the browser knows it; undefined for anything else. */
export function urlOfRequest(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !requestUrl) return undefined;
  try {
    return apply(requestUrl, value, []) as string;
  } catch {
    // The getter refuses what is no Request (Web IDL, "attribute getter", step 1.1.2.3), which is how it is told.
    return undefined;
  }
}

/** What is a Request names its URL itself; anything else is a URL of the page's. */
export function requestArgument(value: unknown): unknown {
  return urlOfRequest(value) === undefined ? urlArgument(value) : value;
}
