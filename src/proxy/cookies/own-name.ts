/** How every cookie of the gateway's begins. The browser keeps `__Host-` ones to one host (RFC 6265bis section 4.1.3.2). */
export const OWN_PREFIX = '__Host-sallyport';
const LOOK_ALIKE = /^[^!-~]*__host-sallyport/i;

/**
 * Whether a cookie of this name, or a nameless one of this value, would be or pass for one of the gateway's: in any letter
 * case and behind any blank, though only the exact bytes are believed. No app has a use for such a cookie.
 */
export function passesForOwn(name: string, value: string): boolean {
  return LOOK_ALIKE.test(name === '' ? value : name);
}
