import type { Reply } from '../model/exchange.ts';
import type { HeaderList } from '../model/headers.ts';
import type { HandoffPages } from './handoff-pages.ts';
import { page, redirect } from './handoff-reply.ts';

/** Where a browser goes with a message: by redirect, or by a form with these fields. */
export interface Onward {
  readonly url: string;
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * Whether a form takes the browser's fragment along, as redirects do by themselves (RFC 9110 section 10.2.2): an app that leads on from
   * its own address ends at the very place then. Only for an app's own addresses.
   */
  readonly keepsFragment?: true;
}

/** Sends the browser there. `accept`: the fields of its request, which tell its language. */
export function leave(
  { url, fields, keepsFragment }: Onward,
  pages: Pick<HandoffPages, 'leave'>,
  cookies: HeaderList = [],
  accept: HeaderList = [],
): Reply {
  if (fields === undefined) return redirect(url, cookies, 303);
  return page(
    (nonce) => pages.leave({ nonce, accept, action: url, fields, ...(keepsFragment ? { keepsFragment } : {}) }),
    { cookies, form: true },
  );
}
