import { apply, getOwnPropertyDescriptor, type Method } from './natives.ts';
import { requestText } from './request-text.ts';
import { SUFFIX_ORIGIN, setup } from './setup.ts';

/** Cookies of the gateway's own, which no page sees. */
const OWN = '__Host-sallyport';
/** Milliseconds until a note that nobody took is gone. */
const LIFETIME = 600_000;
/** Whether a cookie is meant for the app's other hosts too. */
const SHARED = /;\s*domain\s*=/i;

export const documentCookie =
  typeof document === 'undefined' ? undefined : getOwnPropertyDescriptor(Document.prototype, 'cookie');
const store = (globalThis as unknown as { cookieStore?: object }).cookieStore;
const setInStore = (store as { set?: Method } | undefined)?.set;
const { hostname } = new URL(setup.origin);
let writes = 0;

export function isOwnCookie(name: string): boolean {
  return name.trimStart().startsWith(OWN);
}

/** RFC 6265 section 5.1.3; a Domain that does not match makes a browser ignore the cookie. */
export function coversHost(domain: string): boolean {
  const bare = domain.trim().replace(/^\./, '').toLowerCase();
  return bare === '' || `.${hostname}`.endsWith(`.${bare}`);
}

/**
 * Notes the text of a cookie that script has set, one own cookie a write, for the gateway, which takes it back once it has
 * applied it to the app's jar. Service workers have no document to write it by.
 */
export function noteCookie(text: string): unknown {
  const name = `${OWN}-journal-${Date.now().toString(36)}-${(writes++).toString(36).padStart(4, '0')}`;
  const value = encodeURIComponent(text);
  if (!documentCookie) {
    const expires = Date.now() + LIFETIME;
    return setInStore && apply(setInStore, store, [{ name, value, expires, path: '/', sameSite: 'lax' }]);
  }
  const note = `${name}=${value}; Path=/; Secure; SameSite=Lax; Max-Age=${LIFETIME / 1000}`;
  apply(documentCookie.set!, document, [note]);
  if (setup.hosts.origins.length > 1 && SHARED.test(text)) handOver();
  return undefined;
}

/** Hands the journal over before the page's next line may ask a sibling host. */
function handOver(): void {
  try {
    requestText(`${SUFFIX_ORIGIN}/.well-known/sallyport/cookies`, 'POST');
  } catch {
    // A page that is going away may not wait: the next request of this host carries the journal.
  }
}
