import { apply, getOwnPropertyDescriptor, type Method } from './natives.ts';
import { requestText } from './request-text.ts';
import { SUFFIX_ORIGIN, setup } from './setup.ts';

/** Cookies of the gateway's own, which no page sees. */
const OWN = '__Host-sallyport';
/** Milliseconds until a note that nobody took is gone. */
const LIFETIME = 600_000;
/** Octets of notes that may wait for a request, and of one that a browser takes (RFC 6265bis section 5.6): one with many notes is too large to be sent. */
const MOST = 4096;
/** Whether a cookie is meant for the app's other hosts too. */
const SHARED = /;\s*domain\s*=/i;

export const documentCookie =
  typeof document === 'undefined' ? undefined : getOwnPropertyDescriptor(Document.prototype, 'cookie');
const store = (globalThis as unknown as { cookieStore?: object }).cookieStore;
const setInStore = (store as { set?: Method } | undefined)?.set;
const { hostname } = new URL(setup.origin);
let writes = 0;
let waiting = 0;

export function isOwnCookie(name: string): boolean {
  return name.trimStart().startsWith(OWN);
}

/**
 * Whether a browser takes a cookie of that name with that Domain: one that matches (RFC 6265 section 5.1.3) and is no public suffix,
 * and none at all beside a name that promises a single host (RFC 6265bis section 4.1.3.2).
 */
export function takesDomain(name: string, domain: string): boolean {
  const bare = domain.trim().replace(/^\./, '').toLowerCase();
  if (bare === '') return true;
  const isAbove = `.${hostname}`.endsWith(`.${bare}`) && bare.endsWith(setup.site);
  return isAbove && !/^\s*__host-/i.test(name);
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
  const note = `${name}=${value}`;
  waiting += note.length;
  const isLong = note.length > MOST;
  if (!isLong)
    apply(documentCookie.set!, document, [`${note}; Path=/; Secure; SameSite=Lax; Max-Age=${LIFETIME / 1000}`]);
  if (waiting > MOST || (setup.hosts.origins.length > 1 && SHARED.test(text))) handOver(isLong ? note : undefined);
  return undefined;
}

/** Takes what a sibling's answer has changed of this host's cookies, as the gateway tells it: no browser would take it from there. */
export function renewCopies(told: string | null): void {
  if (told === null || !documentCookie) return;
  for (const copy of decodeURIComponent(told).split('\n')) apply(documentCookie.set!, document, [copy]);
}

/** Hands the journal over before the page's next line may ask a sibling host, and a note that no cookie can hold. */
function handOver(note?: string): void {
  waiting = 0;
  try {
    requestText(`${SUFFIX_ORIGIN}/.well-known/sallyport/cookies`, 'POST', undefined, note);
  } catch {
    // A page that is going away may not wait: the next request of this host carries the journal.
  }
}
