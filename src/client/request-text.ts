import { apply, getOwnPropertyDescriptor, type Method } from './natives.ts';

const NativeRequest = globalThis.XMLHttpRequest as typeof XMLHttpRequest | undefined;
const requests = NativeRequest?.prototype as unknown as
  | Record<'open' | 'send' | 'overrideMimeType', Method>
  | undefined;
const methods = requests && {
  open: requests.open,
  send: requests.send,
  overrideType: requests.overrideMimeType,
  text: getOwnPropertyDescriptor(requests, 'responseText')!.get as () => string,
};

/**
 * The text that a URL of the gateway's own answers, or that stands behind a `blob:` one, fetched at once and unseen by what a page makes of
 * XMLHttpRequest. Throws where a policy forbids it, and in service workers, which cannot wait.
 */
export function requestText(url: string, method = 'GET', type?: string, body?: string): string {
  if (!NativeRequest || !methods) throw new TypeError('requests cannot be synchronous here');
  const request = new NativeRequest();
  apply(methods.open, request, [method, url, false]);
  if (type !== undefined) apply(methods.overrideType, request, [type]);
  apply(methods.send, request, [body]);
  return apply(methods.text, request, []) as string;
}

/** The same as bytes (XMLHttpRequest section 3.6.6 and Encoding section 14.5: a code unit for each). */
export function requestBytes(url: string): Uint8Array {
  const text = requestText(url, 'GET', 'text/plain; charset=x-user-defined');
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
