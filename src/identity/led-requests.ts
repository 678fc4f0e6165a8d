import { randomBytes } from 'node:crypto';
import type { Routed } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import { ledBy, markLed } from '../rewrite/mark.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';
import type { OpenSession, SessionStore } from './session-store.ts';
import { isPreflight } from './sibling-origin.ts';
import { isNavigation } from './without-session.ts';

/** Milliseconds within which a redirect is followed. */
const FOLLOWED = 60_000;
/** Words remembered at a time; the oldest goes first. */
const MOST = 10_000;

/**
 * Requests that an app leads on to another of its hosts. What a page asks its own host for brings the session; behind a redirect to
 * a sibling the browser leaves cookies out (Fetch 4.6, the credentials mode `same-origin`), back to the page's own host too. So the URL
 * that the answer names has a word at its end which stands for the session: made by chance, good once, for that URL, for a read with CORS,
 * for as long as a browser takes to follow. The app gets no cookies with it, as at home. What the page runtime asks a sibling for with
 * cookies in the place of a page that asked without any is led on in the same way: its origin is none to the browser from there on.
 */
export interface LedRequests {
  /** The URL of a redirect, with a word; `isWithout` where the page is known to ask without cookies. The gateway's own paths get none. */
  lead(open: OpenSession, url: URL, isWithout: boolean): string;
  /**
   * The session of a request that was led here without cookies; undefined when it was not, or has been before. `hasCookie`: one came,
   * which means that the page asked so unless it is known not to.
   */
  follow(routed: Routed, hasCookie: boolean): Promise<OpenSession | undefined>;
  /**
   * Whether a preflight asks leave for what was led here by two hosts of the app, so that its origin is none (Fetch 4.4, step 17). The word
   * stays good for the request itself.
   */
  isAskedFor(preflight: Routed): boolean;
}

export function createLedRequests(sessions: Pick<SessionStore, 'isLive'>, now: () => number): LedRequests {
  const words = new Map<
    string,
    { readonly open: OpenSession; readonly isWithout: boolean; readonly place: string; readonly until: number }
  >();
  const forgetOld = (): void => {
    for (const [word, { until }] of words) {
      if (until >= now() && words.size <= MOST) return;
      words.delete(word);
    }
  };

  const isMeant = (known: { readonly place: string; readonly until: number }, routed: Routed): boolean =>
    known.until >= now() && known.place === routed.authority + routed.target;

  return {
    lead(open, url, isWithout) {
      if (url.pathname.startsWith(HANDOFF_PATH)) return url.href;
      const word = randomBytes(16).toString('base64url');
      words.set(word, { open, isWithout, place: url.host + targetOf(url), until: now() + FOLLOWED });
      forgetOld();
      return markLed(url.href, word);
    },
    async follow(routed, hasCookie) {
      const word = ledBy(routed.mark) ?? '';
      const known = words.get(word);
      if (!known || isPreflight(routed) || !isRead(routed)) return undefined;
      words.delete(word);
      if (hasCookie && !known.isWithout) return undefined;
      if (!isMeant(known, routed)) return undefined;
      return (await sessions.isLive(known.open.session.id)) ? known.open : undefined;
    },
    isAskedFor(preflight) {
      const known = words.get(ledBy(preflight.mark) ?? '');
      return known !== undefined && isMeant(known, preflight) && headerValue(preflight.headers, 'origin') === 'null';
    },
  };
}

/** What a browser asks for; `search` does not tell `/a?` from `/a` (URL section 6.1). */
function targetOf({ href, pathname, search }: URL): string {
  return pathname + (search || (/^[^#]*\?/.test(href) ? '?' : ''));
}

/** A read with CORS. WebKit leaves fetch metadata out behind a redirect to another host, and names the page there. */
function isRead(routed: Routed): boolean {
  const mode = headerValue(routed.headers, 'sec-fetch-mode');
  if (mode !== undefined) return mode === 'cors';
  return headerValue(routed.headers, 'origin') !== undefined && !isNavigation(routed);
}
