import { STANDING_ROUTE } from '../model/page-setup.ts';

/** Where the handoff's routes live on every host (RFC 8615). */
export const HANDOFF_PATH = '/.well-known/sallyport/';

/** Addresses of the sign-in host that providers are told. */
export interface SignInAddresses {
  /** `https://login.SUFFIX` with the port browsers use. */
  readonly origin: string;
  readonly callback: string;
  readonly signedOut: string;
}

/** Label of the sign-in host under the suffix. */
export const LOGIN_LABEL = 'login';

export function signInAuthority({ suffix, port }: { readonly suffix: string; readonly port: number }): string {
  return `${LOGIN_LABEL}.${suffix}${port === 443 ? '' : `:${port}`}`;
}

export function signInAddresses(authority: string): SignInAddresses {
  const origin = `https://${authority}`;
  return { origin, callback: `${origin}${HANDOFF_PATH}callback`, signedOut: `${origin}${HANDOFF_PATH}signed-out` };
}

/** Where an app that takes the gateway as its identity provider asks, on the app's own hosts. */
export const SIGN_ON_PATH = `${HANDOFF_PATH}sign-on`;
/** The same for requests by POST: they may bring no cookies, so nobody's session counts there. */
export const SIGN_ON_POST_PATH = `${HANDOFF_PATH}sign-on-post`;

/** Where such an app sends its messages of single logout, by either binding. */
export const APP_LOGOUT_PATH = `${HANDOFF_PATH}slo`;

/** Where a user signs in again in a window of its own, while the page they were in stays as it is. */
export const AGAIN_PATH = `${HANDOFF_PATH}again`;

/** What an open page asks now and then. */
export const STANDING_PATH = `${HANDOFF_PATH}${STANDING_ROUTE}`;

/** A request target taken apart. A repeated parameter gives its first value. */
export function splitTarget(target: string): {
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly rawQuery: string;
} {
  const question = target.indexOf('?');
  const rawQuery = question < 0 ? '' : target.slice(question + 1);
  return {
    pathname: question < 0 ? target : target.slice(0, question),
    query: new URLSearchParams(rawQuery),
    rawQuery,
  };
}
