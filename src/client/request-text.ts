import { apply, getOwnPropertyDescriptor, type Method } from './natives.ts';

const NativeRequest = globalThis.XMLHttpRequest as typeof XMLHttpRequest | undefined;
const requests = NativeRequest?.prototype as unknown as Record<'open' | 'send', Method> | undefined;
const methods = requests && {
  open: requests.open,
  send: requests.send,
  text: getOwnPropertyDescriptor(requests, 'responseText')!.get as () => string,
};

/**
 * The text that a URL of the gateway's own answers, or that stands behind a `blob:` one, fetched at once and unseen by what a page makes of
 * XMLHttpRequest. Throws where a policy forbids it, and in service workers, which cannot wait.
 */
export function requestText(url: string, method = 'GET'): string {
  if (!NativeRequest || !methods) throw new TypeError('requests cannot be synchronous here');
  const request = new NativeRequest();
  apply(methods.open, request, [method, url, false]);
  apply(methods.send, request, []);
  return apply(methods.text, request, []) as string;
}
