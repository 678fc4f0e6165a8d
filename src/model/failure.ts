/**
 * Failure codes: a closed list (law 7). The user sees `title` and `text` with the exchange id; the operator finds `code` in
 * the log. docs/errors.md is generated from this table and a parity test holds the two together.
 */
export const FAILURES = {
  'unknown-host': {
    status: 404,
    title: 'No app here',
    text: 'This address does not belong to an app that this gateway protects.',
  },
  'bad-request': {
    status: 400,
    title: 'Request not understood',
    text: 'The browser sent a request that the gateway cannot read safely.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Request too large',
    text: 'The request carries more headers or cookies than the gateway accepts.',
  },
  'sign-in-required': {
    status: 401,
    title: 'Sign-in required',
    text: 'Your session has ended or has not begun. Sign in to go on.',
  },
  'sign-in-failed': {
    status: 400,
    title: 'Sign-in failed',
    text: 'The answer of the identity provider could not be accepted. Start again from the app.',
  },
  'sign-in-denied': {
    status: 403,
    title: 'You were not let in',
    text: 'The identity provider did not let you sign in here. If you think that you should be, tell your administrator.',
  },
  'sign-in-expired': {
    status: 400,
    title: 'Sign-in took too long',
    text: 'This sign-in was not finished in time or was finished already. Start again from the app.',
  },
  'groups-missing': {
    status: 403,
    title: 'Your groups are not known',
    text: 'The identity provider left out the groups you belong to, so nobody can say what you may do here. Tell your administrator.',
  },
  'step-up-failed': {
    status: 403,
    title: 'The sign-in was not strong enough',
    text: 'Your organisation asks for a stronger or more recent sign-in, and the identity provider did not confirm one.',
  },
  'confirmation-expired': {
    status: 400,
    title: 'This question is closed',
    text: 'It was answered already, took too long, or was asked in another session. Go back to the app and try again.',
  },
  'device-check-failed': {
    status: 400,
    title: 'The device could not be checked',
    text: 'This check was not finished in time or was finished already. Open the app again.',
  },
  'misdirected-request': {
    status: 421,
    title: 'Wrong connection',
    text: 'This request came over a connection that is for another host. Open the page again.',
  },
  'provider-unavailable': {
    status: 503,
    title: 'Sign-in is not available',
    text: 'The identity provider cannot be reached at the moment.',
  },
  'forbidden-origin': {
    status: 403,
    title: 'Not allowed from here',
    text: 'This request came from a page that may not send it.',
  },
  'upstream-unreachable': {
    status: 502,
    title: 'The app cannot be reached',
    text: 'The app behind this gateway does not answer.',
  },
  'upstream-refused-address': {
    status: 502,
    title: 'The app cannot be reached',
    text: 'The address of this app is not one the gateway may connect to.',
  },
  'upstream-certificate': {
    status: 502,
    title: 'The app cannot prove its identity',
    text: 'The certificate of the app behind this gateway is not trusted, so nothing was sent to it.',
  },
  'upstream-protocol': {
    status: 502,
    title: 'The app gave a broken answer',
    text: 'The answer of the app behind this gateway could not be read.',
  },
  'upstream-timeout': {
    status: 504,
    title: 'The app took too long',
    text: 'The app behind this gateway did not answer in time.',
  },
  'upstream-busy': {
    status: 503,
    title: 'The app is busy',
    text: 'Too many requests wait for the app behind this gateway. Try again in a moment.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong',
    text: 'The gateway could not finish this request. Nothing was let through unchecked.',
  },
} as const satisfies Record<string, { status: number; title: string; text: string }>;

export type FailureCode = keyof typeof FAILURES;

/** A failure with a code. `detail` goes to the operational log only, never to the user (oidc-provider's split). */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail: string;
  constructor(code: FailureCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.detail = detail;
  }
  get status(): number {
    return FAILURES[this.code].status;
  }
}
