import { apply, getOwnPropertyDescriptor } from './natives.ts';
import { urlArgument } from './url-argument.ts';

const requestUrl =
  typeof Request === 'undefined' ? undefined : getOwnPropertyDescriptor(Request.prototype, 'url')!.get!;

/** What is a Request, of whatever realm, names its URL as the browser knows it; anything else is a URL of the page's. */
export function requestArgument(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !requestUrl) return urlArgument(value);
  try {
    apply(requestUrl, value, []);
    return value;
  } catch {
    // The getter refuses what is no Request (Web IDL, "attribute getter", step 1.1.2.3).
    return urlArgument(value);
  }
}
